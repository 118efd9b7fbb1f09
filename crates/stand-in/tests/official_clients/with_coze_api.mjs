// Drives a stand-in at $BASE_URL with the official JavaScript client, unchanged.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';

// The package lies in $CLIENTS, not beside this file.
const require = createRequire(`${process.env.CLIENTS}/package.json`);
const api = require('@coze/api');

const { BASE_URL, TOKEN, WAV, PCM, PRIVATE_KEY } = process.env;
const BACK = 'https://app.example/back';

async function refused(code, call) {
  await assert.rejects(call, error => {
    assert.equal(error.code, code, String(error));
    assert.equal(error.logid.length, 34);
    return true;
  });
}

async function voices(token) {
  const groups = new api.CozeAPI({ baseURL: BASE_URL, token }).audio.voiceprintGroups;
  const wav = () => fs.createReadStream(WAV);
  const pcm = () => fs.createReadStream(PCM);

  const group = (await groups.create({ name: '同事', desc: 'd' })).id;
  assert.equal(group.length, 19);
  await groups.update(group, { name: '同事 2' });
  await groups.update(group, {});
  const listed = await groups.list({ name: '同事 ', group_id: group });
  assert.deepEqual(listed.items.map(g => [g.name, g.desc]), [['同事 2', 'd']]);

  const features = groups.features;
  const first = (await features.create(group, { file: wav(), name: '爸爸' })).id;
  await features.create(group, { file: pcm(), name: 'pcm', sample_rate: 16000, channel: 1 });
  await features.update(group, first, { file: wav(), desc: 'streamed' });
  await features.update(group, first, { name: 'papa' });
  const items = (await features.list(group, { page_num: 1, page_size: 200 })).items;
  assert.deepEqual(items.map(i => [i.name, i.desc]), [['papa', 'streamed'], ['pcm', '']]);
  const found = await features.speakerIdentify(group, { file: wav(), top_k: 1 });
  assert.equal(found.feature_score_list[0].feature_id, first);

  await refused(4000, () => features.create(group, { file: pcm(), name: 'pcm', sample_rate: 48000 }));
  await refused(4000, () => features.update(group, first, {}));
  // Bytes go out without a filename (the client's bug) and are refused as the service does.
  await refused(4000, () => features.update(group, first, { file: fs.readFileSync(WAV) }));
  await refused(4000, () => groups.create({ name: 'x'.repeat(21) }));
  await refused(4200, () => features.update(group, '1', { name: 'n' }));
  await features.delete(group, first);
  await refused(4200, () => features.delete(group, first));
  await groups.delete(group);
  const wrong = new api.CozeAPI({ baseURL: BASE_URL, token: 'pat_wrong' });
  await refused(700012006, () => wrong.audio.voiceprintGroups.list());
}

async function location(url) {
  return (await fetch(url, { redirect: 'manual' })).headers.get('location');
}

async function codeOf(url) {
  return new URL(await location(await location(url))).searchParams.get('code');
}

async function tokens() {
  const app = { baseURL: BASE_URL, redirectUrl: BACK, state: 's' };
  const web = { ...app, clientId: '1.app.coze' };
  let code = await codeOf(api.getWebAuthenticationUrl(web));
  let token = await api.getWebOAuthToken({ ...web, code, clientSecret: 'secret' });
  token = await api.refreshOAuthToken({ ...web, refreshToken: token.refresh_token, clientSecret: 'secret' });
  await voices(token.access_token);

  const pkce = { ...app, clientId: '2.app.coze', code_challenge_method: 'S256' };
  const { url, codeVerifier } = await api.getPKCEAuthenticationUrl(pkce);
  token = await api.getPKCEOAuthToken({ ...pkce, code: await codeOf(url), codeVerifier });
  await api.refreshOAuthToken({ ...pkce, refreshToken: token.refresh_token });

  const device = { baseURL: BASE_URL, clientId: '3.app.coze' };
  const asked = await api.getDeviceCode(device);
  await fetch(`${asked.verification_uri}?user_code=${asked.user_code}`);
  token = await api.getDeviceToken({ ...device, deviceCode: asked.device_code, poll: true });
  assert.ok(token.access_token.startsWith('czu_'));

  token = await api.getJWTToken({
    baseURL: BASE_URL,
    appId: '44',
    aud: new URL(BASE_URL).host,
    keyid: 'fingerprint',
    privateKey: fs.readFileSync(PRIVATE_KEY, 'utf8'),
    durationSeconds: 60,
  });
  const groups = new api.CozeAPI({ baseURL: BASE_URL, token: token.access_token }).audio.voiceprintGroups;
  assert.ok((await groups.list()).total >= 1);
}

await voices(TOKEN);
await tokens();
console.log('all calls done');
