"""Tests of the rules of single languages and scripts."""
