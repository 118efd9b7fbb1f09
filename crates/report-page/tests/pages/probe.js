// What a person would see of the page, told to the page around it.
const visible = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible";
};
const luminance = (color) => {
  const [r, g, b] = color.match(/[\d.]+/g).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const background = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (!color.startsWith("rgba(") && color !== "transparent") return color;
  }
  return "rgb(255, 255, 255)";
};
const problems = [];
const look = (lang) => {
  const say = (text) => problems.push(`${lang}: ${text}`);
  if (document.documentElement.scrollWidth > innerWidth) say(`wider than ${innerWidth} px`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("svg, script") || !visible(element)) continue;
    words += node.data;
    const [text, ground] = [getComputedStyle(element).color, background(element)].map(luminance);
    const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    if (contrast < 4.5) say(`contrast ${contrast.toFixed(1)} of "${node.data}"`);
  }
  const labels = [...document.querySelectorAll("svg text")].filter(visible);
  const boxes = labels.map((label) => [label, label.getBoundingClientRect(), label.closest("svg").getBoundingClientRect()]);
  for (const [label, box, svg] of boxes) {
    if (box.left < svg.left - 2 || box.right > svg.right + 2 || box.top < svg.top - 2 || box.bottom > svg.bottom + 2)
      say(`"${label.textContent}" is cut`);
    if (box.height < 10 && box.width < 10) say(`"${label.textContent}" is tiny`);
    for (const [other, its] of boxes)
      if (label !== other && box.left < its.right - 1 && its.left < box.right - 1 && box.top < its.bottom - 3 && its.top < box.bottom - 3)
        say(`"${label.textContent}" lies over "${other.textContent}"`);
  }
  const han = /[\u4e00-\u9fff]/.test(words.replace("中文", ""));
  if (han !== (lang === "zh-CN")) say(han ? "speaks Chinese" : "speaks no Chinese");
  for (const picture of document.querySelectorAll("[role=img]")) {
    const ids = [picture.getAttribute("aria-labelledby"), picture.getAttribute("aria-describedby")];
    if (visible(picture) && !ids.every((id) => document.getElementById(id)?.innerText.trim())) say("a picture without words");
  }
  if (new Set([...document.querySelectorAll("[id]")].map((it) => it.id)).size !== document.querySelectorAll("[id]").length) say("an id twice");
  return [...document.querySelectorAll("[data-code]")].filter(visible).map((it) => it.dataset.code);
};
addEventListener("error", (event) => problems.push(`error: ${event.message}`));
addEventListener("securitypolicyviolation", (event) => problems.push(`fetched ${event.blockedURI}`));
addEventListener("load", () => {
  const codes = {};
  for (const lang of ["zh-CN", "en"]) {
    const button = document.querySelector(`[data-speak="${lang}"]`);
    button.focus();
    if (document.activeElement !== button) problems.push(`${lang}: no focus`);
    button.click();
    if (document.documentElement.lang !== lang || button.getAttribute("aria-pressed") !== "true") problems.push(`${lang}: not switched`);
    codes[lang] = look(lang);
  }
  const fetched = performance.getEntriesByType("resource").map((it) => it.name).filter((name) => !name.startsWith("data:"));
  if (fetched.length) problems.push(`fetched ${fetched}`);
  const pictures = [...document.querySelectorAll("[role=img]")].filter(visible).length;
  parent.postMessage({ problems, codes, pictures }, "*");
});
