"""What programs get from the page: the endpoints, MCP, /healthz, addresses of articles; and what it refuses."""

import json
import runpy
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

HOUSES = "Đầm Hà hỗ trợ bao nhiêu nhà?"
LOCAL_TIMES = {"timings_ms"}


ROOT = Path(__file__).resolve().parents[2]
serving = runpy.run_path(str(ROOT / "tests" / "browser" / "serving.py"))["serving"]


@pytest.fixture(scope="module")
def page(bundled, tmp_path_factory):
    """A page over a copy of the seeds that tests may change."""
    from index.build import add

    folder = tmp_path_factory.mktemp("page")
    add([path for path in (ROOT / "seeds").glob("*.md") if path.name != "README.md"], folder / "collection", bundled)
    with serving(folder / "collection", folder / "chat") as app:
        yield app


@pytest.fixture(scope="module")
def service(seeds_collection, bundled):
    from ui.service import Service

    return Service(seeds_collection, bundled)


def _get(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as response:
        return response.status, response.read().decode(), response.headers


def _post(url, value, **headers):
    request = urllib.request.Request(url, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=20) as response:
        return response.read().decode(), response.headers


def _lasting(answer):
    return {key: value for key, value in answer.items() if key not in LOCAL_TIMES}


def _command(page, *args):
    command = [sys.executable, "-m", "ui.cli", *args, "--collection", str(page.collection)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)


def test_answers_are_those_of_the_command_line(page):
    event, (answer,) = page.call("ask", HOUSES)
    assert event == "complete"
    assert [figure["text"] for figure in answer["quantities"]] == ["13 hộ", "11 hộ"]
    assert _lasting(answer) == _lasting(_command(page, "ask", "--json", HOUSES))


def test_a_question_inside_a_conversation(page):
    _, (answer,) = page.call("ask_in_conversation", "Tổng kinh phí là bao nhiêu?", [HOUSES])
    assert [figure["text"] for figure in answer["quantities"]] == ["1,48 tỉ đồng"]
    assert _lasting(answer) == _lasting(
        _command(page, "ask", "--json", "Tổng kinh phí là bao nhiêu?", "--history", HOUSES)
    )


def test_search_is_that_of_the_command_line(page):
    _, (rows,) = page.call("search", "hộ nghèo Bắc Kạn")
    assert len(rows) == 10
    assert rows == _command(page, "search", "hộ nghèo Bắc Kạn", "--json", "-k", "10")


def test_an_article_is_that_of_the_command_line(page):
    _, (article,) = page.call("article", "dam-ha-2023")
    assert article == _command(page, "show", "dam-ha-2023", "--json")


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("ask", [""]),
        ("ask", ["x" * 2001]),
        ("ask", [5]),
        ("ask", [None]),
        ("ask_in_conversation", [HOUSES, "no list"]),
        ("ask_in_conversation", [HOUSES, [5]]),
        ("search", ["???"]),
        ("search", ["x " * 2000]),
        ("article", ["dam"]),
        ("article", ["../../etc/passwd"]),
    ],
)
def test_bad_input_is_refused_in_words(page, name, inputs):
    event, data = page.call(name, *inputs)
    assert event == "error"
    assert "Traceback" not in str(data)
    assert len(data["error"]) > 20


def test_the_documentation_names_four_endpoints_and_their_inputs(page):
    about = json.loads(_get(f"{page.url}/gradio_api/info")[1])
    endpoints = {
        name.removeprefix("/"): [one["parameter_name"] for one in endpoint["parameters"]]
        for name, endpoint in about["named_endpoints"].items()
    }
    assert endpoints == {
        "ask": ["question"], "ask_in_conversation": ["question", "history"], "search": ["words"], "article": ["id"],
    }  # fmt: skip
    assert about["unnamed_endpoints"] == {}


def test_agents_find_the_same_four_and_get_the_same_answer(page):
    pytest.importorskip("mcp", reason="MCP needs the package mcp (pip install 'gradio[mcp]')")

    def rpc(method, parameters=None):
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters or {}}
        text, _ = _post(f"{page.url}/gradio_api/mcp/", body, Accept="application/json, text/event-stream")
        data = next(line.removeprefix("data: ") for line in text.splitlines() if line.startswith(("data: ", "{")))
        return json.loads(data)["result"]

    me = {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    assert "tools" in rpc("initialize", me)["capabilities"]
    tools = {tool["name"]: tool for tool in rpc("tools/list")["tools"]}
    assert set(tools) == {"ask", "ask_in_conversation", "search", "article"}
    assert "verbatim" in tools["ask"]["description"]
    assert list(tools["ask"]["inputSchema"]["properties"]) == ["question"]
    result = rpc("tools/call", {"name": "ask", "arguments": {"question": HOUSES}})
    assert not result["isError"]
    assert "13 hộ" in json.dumps(result["content"], ensure_ascii=False)


def test_healthz(page):
    status, body, _ = _get(f"{page.url}/healthz")
    about = _command(page, "list", "--json")
    assert status == 200
    assert json.loads(body) == {
        "status": "ok",
        "collection": {
            "id": about["collection"]["id"],
            "version": about["collection"]["version"],
            "articles": 5,
            "paragraphs": sum(article["paragraphs"] for article in about["articles"]),
        },
    }


def test_the_address_of_an_article(page):
    status, body, headers = _get(f"{page.url}/article/dam-ha-2023")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert '<html lang="vi">' in body
    assert '<html lang="en">' in _get(f"{page.url}/article/dam-ha-2023?lang=en")[1]
    for unknown in ("dam-ha", "%3Cscript%3Ealert(1)%3C/script%3E", "..%2F..%2Fetc%2Fpasswd", "a/b"):
        with pytest.raises(urllib.error.HTTPError) as error:
            _get(f"{page.url}/article/{unknown}")
        with error.value as answer:
            assert answer.code == 404
            assert "<script>alert" not in answer.read().decode()


def test_the_commands_of_the_documentation_work_as_they_stand(page):
    """Every curl line of /programs, run by a shell."""
    import html
    import re
    import shutil

    if shutil.which("curl") is None:
        pytest.skip("the commands need curl")
    body = _get(f"{page.url}/programs?lang=en")[1]
    commands = [html.unescape(text).split("\n") for text in re.findall(r"<pre>(.*?)</pre>", body, re.DOTALL)]
    assert len(commands) == 4
    for post, read in commands:
        event = json.loads(subprocess.run(post, shell=True, capture_output=True, check=True).stdout)["event_id"]
        done = subprocess.run(read.replace("$EVENT_ID", event), shell=True, capture_output=True, check=True, timeout=20)
        assert b"event: complete" in done.stdout, post


def test_the_page_names_no_address_outside(page):
    _, body, headers = _get(f"{page.url}/")
    assert "default-src 'self'" in headers["content-security-policy"]
    config = body[body.index("window.gradio_config") :]
    assert '"analytics_enabled":false' in config.replace(" ", "")
    assert "fonts.googleapis" not in body
    for asset in ("page.css", "page.js", "article.js", "favicon.svg"):
        text = _get(f"{page.url}/page/{asset}")[1]
        assert "http://www.w3.org" in text or "http" not in text


def test_files_are_refused_where_nothing_was_allowed(page):
    request = urllib.request.Request(f"{page.url}/gradio_api/upload", b"x", {"Content-Type": "multipart/form-data"})
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=20)
    with error.value as answer:
        assert answer.code == 403


def test_a_changed_collection_is_picked_up_without_a_restart(page, bundled, tmp_path):
    from index import build

    (tmp_path / "moi.md").write_text(
        "---\ntitle: Học nghề ở Bình Thuận\npublished: 2024-05-02\nplaces: [Bình Thuận]\n---\n\n"
        "Tỉnh Bình Thuận đã mở 777 lớp dạy nghề nuôi ong cho lao động nông thôn trong năm 2024.\n",
        encoding="utf-8",
    )
    question = "Bình Thuận mở bao nhiêu lớp dạy nghề nuôi ong?"
    before = page.call("ask", question)[1][0]
    assert "777" not in json.dumps(before)
    build.add([tmp_path / "moi.md"], page.collection, bundled)
    after = page.call("ask", question)[1][0]
    assert [figure["value"] for figure in after["quantities"]] == [777]
    assert after["collection"]["version"] != before["collection"]["version"]
    build.remove("moi", page.collection)
    again = page.call("ask", question)[1][0]
    assert "777" not in json.dumps(again)
    assert again["collection"] == before["collection"]


def test_examples_are_answered_with_the_figure_that_they_were_drawn_from(service):
    service.prepare()
    examples = service.overview().examples
    assert len(examples) >= 2
    for question in examples:
        answer = service.ask(question)
        assert len(answer["quantities"]) == 1
        assert answer["quantities"][0]["place"] in question


def test_gradio_writes_no_stubs_while_it_is_imported_for_the_page():
    import inspect

    import gradio as gr
    from gradio.component_meta import create_or_modify_pyi

    from ui import server

    found = inspect.getfile
    with pytest.raises(ValueError, match="class source"):  # it looks for the class in the component's file
        create_or_modify_pyi(gr.Textbox, "NoSuchClass", [])
    with server._no_stubs():
        create_or_modify_pyi(gr.Textbox, "NoSuchClass", [])
        assert inspect.getfile(json) == json.__file__
    assert inspect.getfile is found
