"""What is said to be in every match really is."""

import re

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspector.capture.filtering.pattern import quick_length
from inspector.capture.filtering.required import required


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("tick", ("tick",)),
        ("t.ck", ("ck",)),
        ("n[e]{2}dle", ("dle",)),
        ("ab?cc+d", ("cc",)),
        (r"\d{3}-\d+", ("-",)),
        (r"a\/b\.c", ("a/b.c",)),
        ("foo|bar", ("foo", "bar")),
        ("x(?:foo|barr)y", ("foo", "barr")),
        ("(foo|b)long", ("long",)),
        ("(foo)?x", ("x",)),
        ("(foo)+", ("foo",)),
        ("(foo){2}", ()),
        ("(?P<name>foo)", ("foo",)),
        ("(?=foo)b", ("b",)),
        ("(?!foo)b", ("b",)),
        ("(?<!foo)b", ("b",)),
        ("foo|", ()),
        ("foo|b*", ()),
        ("^foo$", ("foo",)),
        ("(?i)foo", ()),
        ("(?x)f o", ()),
        ("(?#c)foo", ()),
        ("(?:foo){e<=1}", ()),
        (r"\x41b", ()),
        (r"\p{Lu}b", ()),
        (r"(a)\1", ()),
        ("[[:alpha:]]b", ()),
        ("a)b", ()),
        ("(ab", ()),
        ("äb", ("äb",)),
        (r"foo\b", ("foo",)),
        ("", ()),
        ("|".join("abcdefghijklmnopqrstuvwxyz"), ()),
    ],
)
def test_what_an_expression_needs(source, needs):
    assert required(source, ignore_case=False) == needs


def test_letters_with_other_forms_are_left_out_where_case_does_not_count():
    assert required("skip", ignore_case=True) == ("p",)
    assert required("äbc", ignore_case=True) == ("bc",)


@pytest.mark.parametrize(
    "source", ["(a+)+b", "(a|aa)*b", "(a*){3}", r"(a)\1+", "(?:aa?)?", "a{e<=3}b", "(?=a)b"]
)
def test_what_may_take_long_is_searched_with_an_eye_on_the_clock(source):
    assert quick_length(source) == 0


@pytest.mark.parametrize(
    ("source", "least", "most"),
    [
        (r"\d{7}", 200, 600),
        ("[a-z]", 100_000, 300_000),
        ("a.*b", 200, 600),
        ("a*b*c*d*", 5, 15),
        ("(a|b)c", 9e4, 3e5),
    ],
)
def test_the_more_repeats_the_shorter_is_what_is_searched_without(source, least, most):
    assert least <= quick_length(source) <= most


atoms = st.sampled_from(
    ["a", "b", "k", "B", ".", r"\d", r"\.", "[ab]", "[^a]", "^", "$", " ", "{", "]", "ä", r"\b"]
)
quantifiers = st.sampled_from(["", "", "", "?", "*", "+", "{2}", "{0,1}", "+?", "*+", "{e<=1}"])
expressions = st.recursive(
    st.tuples(atoms, quantifiers).map("".join),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        st.tuples(
            st.sampled_from(["(", "(?:", "(?P<n>", "(?=", "(?!", "(?i:", "(?>"]), inner, quantifiers
        ).map(lambda parts: f"{parts[0]}{parts[1]}){parts[2]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(expressions, st.text("abkKB1. {]äÄ\n", max_size=12), st.booleans())
@example("(?:ab){e<=1}", "aB", False)
@example("k", "\u212a", True)
def test_every_match_has_one_of_them(source, text, ignore_case):
    try:
        compiled = regex.compile(source, regex.IGNORECASE if ignore_case else 0)
    except regex.error:
        return
    needs = required(source, ignore_case=ignore_case)
    if needs and compiled.search(text):
        flags = re.IGNORECASE if ignore_case else 0
        assert any(re.search(re.escape(need), text, flags) for need in needs)
