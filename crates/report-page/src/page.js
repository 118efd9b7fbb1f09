const speak = (lang) => {
  document.documentElement.lang = lang;
  document.title = document.querySelector("title").dataset[lang.slice(0, 2)];
  for (const button of document.querySelectorAll("[data-speak]"))
    button.setAttribute("aria-pressed", button.dataset.speak === lang);
};
for (const button of document.querySelectorAll("[data-speak]"))
  button.onclick = () => speak(button.dataset.speak);
