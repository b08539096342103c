"""Quantiles of any number of values are as near to the true ones as promised."""

import math

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.statistics.distribution import MOST_ERROR, Bin, Distribution, bin_of, bin_sql


def filled(values):
    distribution = Distribution()
    for value in values:
        distribution.add(value)
    return distribution


def true_quantile(values, part):
    """Return the least value that this part of all does not exceed."""
    return sorted(values)[max(1, math.ceil(part * len(values))) - 1]


@given(st.lists(st.integers(0, 2**40), min_size=1), st.sampled_from([0.0, 0.5, 0.95, 0.99, 1.0]))
def test_a_quantile_is_too_large_by_no_more_than_the_stated_error(values, part):
    found, true = filled(values).quantile(part), true_quantile(values, part)
    assert true <= found <= true + (true + 1) * MOST_ERROR


@given(st.lists(st.integers(0, 90), min_size=1), st.floats(0, 1))
def test_quantiles_of_small_values_are_exact(values, part):
    assert filled(values).quantile(part) == true_quantile(values, part)


def test_the_slow_one_in_a_hundred_is_seen():
    distribution = filled([1_000] * 98 + [5_000_000] * 2)
    assert (distribution.quantile(0.5), distribution.quantile(0.95)) == (1_000, 1_000)
    assert distribution.quantile(0.99) == 5_000_000


@given(st.lists(st.integers(0, 2**50)))
def test_count_extremes_and_mean_are_exact(values):
    distribution = filled(values)
    assert distribution.count == sum(one.tally for one in distribution.bins()) == len(values)
    assert distribution.least == min(values, default=None)
    assert distribution.greatest == max(values, default=None)
    assert distribution.mean == (pytest.approx(sum(values) / len(values)) if values else None)


def test_bins_are_in_order_and_know_what_they_hold():
    assert list(filled([1_000_001, 0, 1_000_000, 7, 7]).bins()) == [
        Bin(0, 0, 1),
        Bin(7, 7, 2),
        Bin(1_000_000, 1_000_001, 2),
    ]


def test_bins_that_are_counted_elsewhere_are_merged():
    distribution = filled([1_000])
    distribution.add_bin(bin_of(1_000), Bin(998, 1_003, 4), 4_001)
    assert list(distribution.bins()) == [Bin(998, 1_003, 5)]
    assert distribution.mean == pytest.approx(5_001 / 5)


def test_a_copy_stays_as_it_is():
    distribution = filled([5])
    copy = distribution.copy()
    distribution.add(9)
    assert (copy.count, copy.greatest, distribution.greatest) == (1, 5, 9)


def test_nothing_has_no_quantile():
    assert Distribution().quantile(0.5) is None


@given(st.lists(st.integers(0, 2**47), max_size=50))
def test_sql_chooses_the_same_bins(values):
    connection = apsw.Connection(":memory:")
    found = [connection.execute(f"SELECT {bin_sql('?')}", (value,)).get for value in values]
    connection.close()
    assert found == [bin_of(value) for value in values]
