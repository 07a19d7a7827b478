"""Composition: which parts run in this process, what runs beside requests, and how requests reach the parts."""
