"""Tests of the entity step."""
