"""What differs between two payloads, as JSON, as text and byte by byte."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads import difference_lines
from inspector.payloads.difference import Counts, Form, Kind, compare
from inspector.payloads.difference_sequences import align
from inspector.payloads.difference_text import marks_of
from inspector.payloads.difference_values import Prints

SIGNS = {Kind.SAME: " ", Kind.CHANGED: "~", Kind.ADDED: "+", Kind.REMOVED: "-", Kind.MOVED: "^"}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text("abc", max_size=2), inner, max_size=4)
    ),
    max_leaves=25,
)


def told(result):
    """Write lines as a transcript: the sign, the left side, and the right side where it differs."""
    lines = []
    for line in result.lines:
        if line.kind is Kind.FOLDED:
            lines.append(f"({line.folded})")
            continue
        sides = (
            [line.left] if line.left == line.right or line.right is None else [line.left or "", line.right]
        )
        lines.append(f"{SIGNS[line.kind]} {' | '.join(sides)}")
    return lines


def differences(left, right, **options):
    return compare(json.dumps(left).encode(), json.dumps(right).encode(), Form.JSON, **options)


# JSON.


def test_the_order_of_names_does_not_matter():
    result = compare(b'{"a": 1, "b": [true, null]}', b'{ "b":[true,null],"a":1}', folded=False)
    assert result.form is Form.JSON
    assert result.same
    assert not result.identical
    assert [line.left for line in result.lines] == [line.right for line in result.lines]


def test_each_kind_of_difference_has_its_sign():
    left = {"op": "sub", "args": [1, 2, 3], "old": {"x": 1}, "same": "s"}
    right = {"op": "unsub", "args": [1, 3, 4], "new": None, "same": "s"}
    result = differences(left, right)
    assert told(result) == [
        "  {",
        '~   "op": "sub", |   "op": "unsub",',
        '    "args": [',
        "      1,",
        "-     2,",
        "      3 |     3,",
        "+  |     4",
        "    ],",
        '-   "old": {',
        '-     "x": 1',
        "-   },",
        '+  |   "new": null,',
        '    "same": "s"',
        "  }",
    ]
    assert result.counts == Counts(changed=1, added=2, removed=2)
    assert [line.difference for line in result.lines] == [0, 1, 0, 0, 2, 0, 3, 0, 4, 4, 4, 5, 0, 0]


def test_the_part_of_a_text_that_changed_is_marked():
    (line,) = [
        line for line in differences({"a": "one two three"}, {"a": "one 2 three"}).lines if line.difference
    ]
    assert [line.left[start:end] for start, end in line.left_marks] == ["two"]
    assert [line.right[start:end] for start, end in line.right_marks] == ["2"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("1", "1.0"),
        ("100", "1e2"),
        ("1.5", "15E-1"),
        ("-0", "0"),
        ("0.10", "0.1"),
        ("1e400", "1" + "0" * 400),
        ("0e99999999999999999999", "0e99999999999999999999"),
        ("9" * 5000, "9" * 5000),
        ("1e-5000", "10e-5001"),
    ],
)
def test_numbers_of_the_same_value_are_the_same(left, right):
    result = compare(f"[{left}]".encode(), f"[{right}]".encode(), folded=False)
    assert result.form is Form.JSON
    assert result.same
    inner = result.lines[1:-1]
    assert "".join(line.left for line in inner if line.left).strip() == left
    assert "".join(line.right for line in inner if line.right).strip() == right


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("1", "true"),
        ("0", "false"),
        ("1", '"1"'),
        ("null", "false"),
        ("9007199254740993", "9007199254740992"),
        ("0.1", "0.10000000000000001"),
        ("1e5000", "1e5001"),
        ("9" * 5000, "9" * 4999 + "8"),
        ("[]", "{}"),
        ('""', "null"),
        ("NaN", "Infinity"),
    ],
)
def test_values_that_only_look_alike_differ(left, right):
    for one, other in ((left, right), (right, left)):
        result = compare(f'{{"a":{one}}}'.encode(), f'{{"a":{other}}}'.encode())
        assert (result.form, result.counts) == (Form.JSON, Counts(changed=1))
    assert compare(f"[{left}]".encode(), f"[{right}]".encode()).counts.total


def test_what_only_moved_is_not_new():
    result = differences(["a", "b", "c", "d"], ["d", "a", "b", "c"])
    assert result.counts == Counts(moved=1)
    assert [(line.kind, line.left, line.right) for line in result.lines if line.difference] == [
        (Kind.MOVED, None, '  "d",'),
        (Kind.MOVED, '  "d"', None),
    ]


def test_an_object_that_moved_elsewhere_is_found():
    point = {"x": 1, "y": [2, 3]}
    result = differences({"from": {"point": point}, "to": {}}, {"from": {}, "to": {"where": point}})
    assert result.counts == Counts(moved=1)
    assert {line.kind for line in result.lines} == {Kind.SAME, Kind.MOVED}


def test_a_scalar_elsewhere_is_no_move():
    assert differences({"a": 1, "b": {}}, {"b": {"c": 1}}).counts == Counts(added=1, removed=1)
    assert differences({"a": 1, "b": {}}, {"b": {"a": 1}}).counts == Counts(moved=1)


def test_an_element_that_changed_is_known_again_by_its_id():
    left = [{"id": number, "v": number} for number in range(5)]
    right = [{"id": number, "v": -number} for number in (1, 3, 4)]
    result = differences(left, right)
    assert result.counts == Counts(changed=3, removed=2)
    changed = [(line.left, line.right) for line in result.lines if line.kind is Kind.CHANGED]
    assert changed == [
        ('    "v": 1', '    "v": -1'),
        ('    "v": 3', '    "v": -3'),
        ('    "v": 4', '    "v": -4'),
    ]


def test_a_value_of_another_kind_is_one_change():
    result = differences({"a": [1, 2], "b": 0}, {"a": "x", "b": 0})
    assert result.counts == Counts(changed=1)
    assert [line.left or line.right for line in result.lines if line.difference] == [
        '  "a": [',
        "    1,",
        "    2",
        "  ],",
        '  "a": "x",',
    ]


def test_commas_are_where_json_has_them_on_each_side():
    left, right = {"a": 1, "b": 2, "d": [1]}, {"e": 0, "b": 2, "c": 3}
    result = differences(left, right, folded=False)
    for side, value in ((1, left), (2, right)):
        assert json.loads("\n".join(line[side] for line in result.lines if line[side] is not None)) == value


def test_a_name_that_comes_twice_is_told():
    result = compare(b'{"a": 1, "a": 2}', b'{"a": 2}')
    assert result.same
    assert result.problem == "The left message has the name “a” twice: its last value is compared."


def test_what_is_not_json_is_compared_as_text():
    result = compare(b'{"a": 1}', b'{"a": 1,,}', Form.JSON)
    assert result.form is Form.TEXT
    assert result.problem == "The right message is not JSON (character 9): they are compared as text."


def test_json_nested_too_deeply_is_compared_as_text():
    deep = b"[" * 100_000
    result = compare(deep + b"]" * 100_000, deep + b"1" + b"]" * 100_000)
    assert result.form is Form.TEXT
    assert "nested too deeply" in result.problem
    assert result.counts.total


def test_json_whose_walk_goes_too_deep_is_compared_as_text():
    for depth in range(100, 1000, 50):
        result = compare(b"[" * depth + b"1" + b"]" * depth, b"[" * depth + b"2" + b"]" * depth)
        assert result.counts == Counts(changed=1)


@given(values, values)
def test_both_sides_can_be_read_from_the_lines(left, right):
    result = differences(left, right, folded=False)
    for side, value in ((1, left), (2, right)):
        text = "".join(line[side] for line in result.lines if line[side] is not None)
        if "⟨" not in text:
            assert Prints().of(_read(text)) == Prints().of(_read(json.dumps(value)))
    assert result.same == (Prints().of(_read(json.dumps(left))) == Prints().of(_read(json.dumps(right))))
    numbers = [line.difference for line in result.lines if line.difference]
    assert sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1))
    assert numbers == sorted(numbers)


@given(values)
def test_a_value_is_the_same_as_itself(value):
    shuffled = _shuffled(value)
    assert differences(value, shuffled).counts == Counts()


@given(values, values)
def test_what_differs_one_way_differs_the_other_way_too(left, right):
    assert differences(left, right).same == differences(right, left).same


def _read(text):
    from inspector.payloads.difference_values import Parsed

    return Parsed(text).value


def _shuffled(value):
    if isinstance(value, dict):
        members = [(name, _shuffled(one)) for name, one in value.items()]
        random.Random(1).shuffle(members)
        return dict(members)
    return [_shuffled(one) for one in value] if isinstance(value, list) else value


# Text.


def test_lines_are_compared():
    result = compare(b"one\ntwo\nthree four\nfive\n", b"one\nthree 4\nfive\nsix\n")
    assert result.form is Form.TEXT
    assert told(result) == ["  one", "- two", "~ three four | three 4", "  five", "+  | six", "  "]
    assert result.counts == Counts(changed=1, added=1, removed=1)


def test_lines_that_have_nothing_in_common_are_not_changed_ones():
    result = compare(b"apple\n", b"zzz 123\n")
    assert [line.kind for line in result.lines] == [Kind.REMOVED, Kind.ADDED, Kind.SAME]


@pytest.mark.parametrize(
    ("left", "right", "left_words", "right_words"),
    [
        ("one two three", "one 2 three", ["two"], ["2"]),
        ("the hello", "the help", ["hello"], ["help"]),
        ("a b c d", "a x c y", ["b", "d"], ["x", "y"]),
        ("same", "same", [], []),
        ("", "new", [], ["new"]),
        ("prefix-1", "prefix-2", ["1"], ["2"]),
        ("A" * 500 + "x" + "B" * 500, "A" * 500 + "y" + "B" * 500, ["x"], ["y"]),
    ],
)
def test_words_that_differ_are_marked(left, right, left_words, right_words):
    left_marks, right_marks = marks_of(left, right)
    assert [left[start:end] for start, end in left_marks] == left_words
    assert [right[start:end] for start, end in right_marks] == right_words


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_not_marked_is_the_same(left, right):
    rest = []
    for text, marks in zip((left, right), marks_of(left, right), strict=True):
        kept, at = "", 0
        for start, end in marks:
            assert at <= start < end <= len(text)
            kept += text[at:start]
            at = end
        rest.append(kept + text[at:])
    assert rest[0] == rest[1]


def test_hidden_characters_are_shown_and_marks_stay_in_place():
    result = compare("a\u202eb x".encode(), "a\u202eb y".encode())
    (line,) = result.lines
    assert line.left == "a⟨U+202E⟩b x"
    assert [line.left[start:end] for start, end in line.left_marks] == ["x"]


@given(st.binary(max_size=60), st.binary(max_size=60), st.sampled_from([None, *Form]))
def test_no_payload_makes_it_fail(left, right, form):
    result = compare(left, right, form)
    assert result.identical == (left == right)
    if left == right:
        assert result.same


# Bytes.


def test_bytes_are_compared_at_their_offsets():
    left, right = bytes(range(40)), bytes(range(9)) + b"\xff" + bytes(range(10, 40)) + b"more than that"
    result = compare(left, right, Form.HEX)
    assert result.form is Form.HEX
    assert result.counts == Counts(changed=2, added=1)
    first = result.lines[0]
    assert [first.left[start:end] for start, end in first.left_marks] == ["09"]
    assert [first.right[start:end] for start, end in first.right_marks] == ["ff"]
    assert [line.kind for line in result.lines] == [Kind.CHANGED, Kind.SAME, Kind.CHANGED, Kind.ADDED]


def test_what_is_not_utf8_is_compared_as_bytes():
    assert compare(b"\xff\x00", b"text").form is Form.HEX
    asked = compare(b"\xff\x00", b"text", Form.TEXT)
    assert asked.form is Form.HEX
    assert asked.problem == "The left message is not UTF-8 at byte 0. They are compared byte by byte."


# Many lines.


def test_long_runs_that_are_the_same_are_folded():
    lines = [str(number) for number in range(100)]
    changed = lines.copy()
    changed[50] = "50!"
    result = compare("\n".join(lines).encode(), "\n".join(changed).encode())
    assert told(result) == ["(47)", "  47", "  48", "  49", "~ 50 | 50!", "  51", "  52", "  53", "(46)"]
    assert len(compare("\n".join(lines).encode(), "\n".join(changed).encode(), folded=False).lines) == 100


def test_what_is_left_out_is_counted():
    left = [{"id": number, "list": list(range(100))} for number in range(300)]
    right = [dict(one) for one in left]
    right[150] = {"id": 150, "list": [*range(50), -1, *range(51, 100)], "new": 1}
    folded, whole = differences(left, right), differences(left, right, folded=False)
    assert folded.counts == whole.counts == Counts(changed=1, added=1)
    assert sum(line.folded or 1 for line in folded.lines) == len(whole.lines)
    shown = [line for line in folded.lines if line.kind is not Kind.FOLDED]
    assert {line[:3] for line in shown} <= {line[:3] for line in whole.lines}
    assert len(shown) < 100


def test_few_lines_are_not_worth_folding():
    result = compare(b"1\n2\n3\n4\n5\n6\nx\n7\n8\n9\n10\n11\n12", b"1\n2\n3\n4\n5\n6\ny\n7\n8\n9\n10\n11\n12")
    assert not [line for line in result.lines if line.kind is Kind.FOLDED]


def test_payloads_that_are_the_same_fold_into_one_line():
    result = compare(b"\n" * 1000, b"\n" * 1000)
    assert [(line.kind, line.folded) for line in result.lines] == [(Kind.FOLDED, 1001)]
    assert result.same
    assert result.identical


def test_long_lines_go_on_in_the_next_one():
    left, right = "a" * 1000 + " x " + "b" * 1000, "a" * 1000 + " y " + "b" * 1000
    result = compare(left.encode(), right.encode(), folded=False)
    assert "".join(line.left for line in result.lines) == left
    assert [line.kind for line in result.lines] == [Kind.SAME] * 2 + [Kind.CHANGED] + [Kind.SAME] * 3
    (line,) = [line for line in result.lines if line.difference]
    assert [line.left[start:end] for start, end in line.left_marks] == ["x"]


def test_all_differences_are_counted_though_not_all_are_shown(monkeypatch):
    monkeypatch.setattr(difference_lines, "MOST_LINES", 10)
    result = compare(b"a\n" * 50, b"b 1 2\n" * 50, folded=False)
    assert len(result.lines) == 10
    assert result.counts.total == 100
    assert "Only the first" in result.problem


def test_progress_rises_and_a_cancel_ends_it():
    class CancelledError(Exception):
        pass

    left = json.dumps(list(range(20_000))).encode()
    right = json.dumps([-number for number in range(20_000)]).encode()
    heard = []
    compare(left, right, watch=heard.append)
    assert len(heard) > 10
    assert heard == sorted(heard)
    assert 0 <= heard[0] <= heard[-1] <= 1

    def cancel(done):
        if done > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError):
        compare(left, right, watch=cancel)


# Sequences.


@given(st.lists(st.integers(0, 3), max_size=30), st.lists(st.integers(0, 3), max_size=30))
def test_runs_are_really_common_and_as_long_as_possible(left, right):
    at = opposite = 0
    for block in align(left, right):
        assert block.size > 0
        assert block.left >= at
        assert block.right >= opposite
        at, opposite = block.left + block.size, block.right + block.size
        assert left[block.left : at] == right[block.right : opposite]
    assert sum(block.size for block in align(left, right)) == _longest(left, right)


def _longest(left, right):
    row = [0] * (len(right) + 1)
    for one in left:
        above, row = row, [0]
        for at, other in enumerate(right):
            row.append(above[at] + 1 if one == other else max(above[at + 1], row[at]))
    return row[-1]


def test_many_changes_among_many_elements_are_found():
    left = list(range(20_000))
    right = [-number if number % 50 == 0 else number for number in left]
    assert sum(block.size for block in align(left, right)) == 20_000 - 399
    twice = [number // 2 for number in range(20_000)]
    other = [number // 2 + (number % 7 == 0) for number in range(20_000)]
    assert sum(block.size for block in align(twice, other)) > 15_000
