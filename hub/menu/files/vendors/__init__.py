"""The exports of other systems, a module each: what of them is a dish, and what is said."""
