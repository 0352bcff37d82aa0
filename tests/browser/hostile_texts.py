"""Texts that a file may bring to do harm: as markup, code or formula, or as the name of something of the app's."""

from __future__ import annotations

SLASHED = "back\\slash"
LONG = "long " * 2_000


def hostile_texts(port: int) -> list[str]:
    """Texts for cells; whatever of them is fetched or followed calls 127.0.0.1 at this port."""
    beacon = f"http://127.0.0.1:{port}"
    return [
        *hostile_names(port),
        f'<a href="{beacon}/a">come here</a>',
        LONG.strip(),
        "two\nlines",
        "above\n\n# below",
        "title\n===",
        "first\n\n    code",
        f"x\n\n![a]({beacon}/second.png)",
        f"| a | b |\n|---|---|\n| ![i]({beacon}/cell) | c |",
    ]


def hostile_names(port: int) -> list[str]:
    """Texts of at most 60 characters in one line, so that a column may be called so."""
    beacon = f"http://127.0.0.1:{port}"
    return [
        "<script>window.__ran=1</script>",
        '<img src=x onerror="window.__ran=2">',
        f"<img src={beacon}/tag.png>",
        "<svg onload=window.__ran=3>",
        f"<iframe src={beacon}/frame></iframe>",
        f"![a]({beacon}/image.png)",
        f"[click]({beacon}/link)",
        "[click](javascript:window.__ran=4)",
        f"{beacon}/bare",
        "www.example.com",
        "eve@example.com",
        "mailto:eve@example.com",
        f"<{beacon}/angle>",
        f"datum.x || fetch('{beacon}/vega')",
        "{signal: 'window.__ran=5'}",
        "{{7*7}} ${7*7} %s {0} {category}",
        "a.b",
        "a[0]",
        "a'b",
        'a"b',
        SLASHED,
        "a]b['c']",
        "x:Q",
        "mean(x)",
        '"; DROP TABLE purchases; --',
        "'; DROP TABLE purchases; --",
        "$x^2$ and $$y$$",
        ":red[text]",
        ":red-background[text] :blue-badge[text]",
        ":material/home: :smile: :streamlit:",
        "**bold** *slanted* ~~struck~~ `code`",
        "# heading",
        "> quote",
        "- item",
        "1. item",
        "1) item",
        "+ item",
        "---",
        "=1+1",
        "=cmd|'/C calc'!A0",
        "@SUM(1)",
        "a -> b <- c -- d >= e",
        "&lt;b&gt; &amp; &#x27; &nbsp;",
        "[^1] [x] [ ] [a]: b",
        "\u202egnp.exe\u202c \u200fright",
        "__proto__",
        "constructor",
        "toString",
        "_index",
        "_pos:0",
        "Metric",
        "Group",
        "index",
        "level_0",
        "customer_id",
        "segment",
        "NaN",
    ]
