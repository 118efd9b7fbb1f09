"""Drives a stand-in at $BASE_URL with the official Python client, unchanged."""

import asyncio
import os
import urllib.error
import urllib.request
from pathlib import Path

from cozepy import AsyncCoze, AsyncTokenAuth, Coze, CozeAPIError, TokenAuth
from cozepy import DeviceOAuthApp, JWTOAuthApp, PKCEOAuthApp, WebOAuthApp
from cozepy.exception import CozePKCEAuthError

BASE_URL = os.environ["BASE_URL"]
WAV = Path(os.environ["WAV"])
PCM = Path(os.environ["PCM"])
BACK = "https://app.example/back"


def refused(code, call):
    try:
        call()
    except CozeAPIError as error:
        assert error.code == code, error
        assert len(error.logid) == 34, error.logid
    else:
        raise AssertionError(f"{code} was expected")


def voices(token):
    coze = Coze(auth=TokenAuth(token), base_url=BASE_URL)
    groups = coze.audio.voiceprint_groups
    features = groups.features

    group_id = groups.create(name="家人", desc="d").id
    assert len(group_id) == 19
    groups.update(group_id=group_id, name="家人 2")
    groups.update(group_id=group_id)  # {} as JSON
    listed = list(groups.list(name="家人", group_id=group_id))
    assert [(g.name, g.desc, g.feature_count) for g in listed] == [("家人 2", "d", 0)]
    assert isinstance(listed[0].user_info.id, str)

    first = features.create(group_id=group_id, name="妈妈", file=WAV).id
    in_memory = features.create(group_id=group_id, name="bytes", file=WAV.read_bytes()).id
    named = features.create(group_id=group_id, name="tuple", file=("声.wav", WAV.read_bytes())).id
    with WAV.open("rb") as open_file:
        features.update(group_id=group_id, feature_id=first, file=open_file, desc="opened")
    features.update(group_id=group_id, feature_id=first, name="mama")
    features.update(group_id=group_id, feature_id=first, file=PCM)
    items = list(features.list(group_id=group_id, page_size=2))  # two pages
    assert [i.id for i in items] == [first, in_memory, named]
    assert (items[0].name, items[0].desc) == ("mama", "opened")
    assert all(i.audio_url.startswith(BASE_URL) for i in items)

    features.update(group_id=group_id, feature_id=first, file=WAV)
    scores = groups.speaker_identify(group_id=group_id, file=WAV, top_k="2").feature_score_list
    assert len(scores) == 2 and scores[0].score > 99, scores
    # The client cannot send numbers (its bug), so text stands in for them.
    features.create(group_id=group_id, name="pcm", file=PCM, sample_rate="16000", channel="1")

    refused(4000, lambda: features.create(group_id=group_id, name="pcm", file=PCM, sample_rate="48000"))
    refused(4000, lambda: features.update(group_id=group_id, feature_id=first))
    refused(4000, lambda: groups.create(name="x" * 21))
    refused(4000, lambda: features.update(group_id=group_id, feature_id="x", name="n"))
    refused(4200, lambda: features.update(group_id=group_id, feature_id="1", name="n"))
    refused(4300, lambda: features.create(group_id=group_id, name="n", file=b""))
    refused(4303, lambda: features.create(group_id=group_id, name="n", file=("a.mp3", b"ID3")))
    refused(4304, lambda: features.create(group_id=group_id, name="n", file=("a.wav", b"RIFF")))
    wrong = Coze(auth=TokenAuth("pat_wrong"), base_url=BASE_URL)
    refused(700012006, lambda: wrong.audio.voiceprint_groups.create(name="n"))

    features.delete(group_id=group_id, feature_id=first)
    refused(4200, lambda: features.delete(group_id=group_id, feature_id=first))
    groups.delete(group_id=group_id)
    assert list(groups.list(group_id=group_id)) == []


async def voices_async(token):
    coze = AsyncCoze(auth=AsyncTokenAuth(token), base_url=BASE_URL)
    groups = coze.audio.voiceprint_groups
    group_id = (await groups.create(name="async")).id
    ids = [(await groups.features.create(group_id=group_id, name=str(n), file=WAV)).id for n in range(3)]
    await groups.features.update(group_id=group_id, feature_id=ids[0], file=WAV, name="new")
    listed = [item.id async for item in await groups.features.list(group_id=group_id)]
    assert listed == ids, (listed, ids)
    await groups.delete(group_id=group_id)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def location(url):
    try:
        urllib.request.build_opener(NoRedirect).open(url)
    except urllib.error.HTTPError as error:
        return error.headers["Location"]


def code_of(url):
    back = location(location(url))
    assert back.startswith(BACK) and back.endswith("state=s"), back
    return back.split("code=")[1].split("&")[0]


def tokens():
    web = WebOAuthApp("1.app.coze", "secret", base_url=BASE_URL, www_base_url=BASE_URL)
    token = web.get_access_token(redirect_uri=BACK, code=code_of(web.get_oauth_url(redirect_uri=BACK, state="s")))
    token = web.refresh_access_token(token.refresh_token)
    voices(token.access_token)

    pkce = PKCEOAuthApp("2.app.coze", base_url=BASE_URL, www_base_url=BASE_URL)
    for method in ("plain", "S256"):
        url = pkce.get_oauth_url(BACK, "a-verifier", code_challenge_method=method, state="s")
        token = pkce.get_access_token(BACK, code_of(url), "a-verifier")
        assert token.refresh_token
        pkce.refresh_access_token(token.refresh_token)

    device = DeviceOAuthApp("3.app.coze", base_url=BASE_URL, www_base_url=BASE_URL)
    asked = device.get_device_code()
    states = []
    for _ in range(3):
        try:
            token = device.get_access_token(asked.device_code)
        except CozePKCEAuthError as error:
            states.append(error.error.value)
    assert states == ["authorization_pending", "slow_down"], states
    assert token.access_token.startswith("czu_")

    key = Path(os.environ["PRIVATE_KEY"]).read_text()
    jwt = JWTOAuthApp("44", private_key=key, public_key_id="fingerprint", base_url=BASE_URL)
    token = jwt.get_access_token(ttl=60)
    coze = Coze(auth=TokenAuth(token.access_token), base_url=BASE_URL)
    list(coze.audio.voiceprint_groups.list())


voices(os.environ["TOKEN"])
asyncio.run(voices_async(os.environ["TOKEN"]))
tokens()
print("all calls done")
