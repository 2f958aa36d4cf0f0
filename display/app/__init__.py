"""The composition root: settings in, a running screen out.

``loop`` goes round; ``programs`` puts everything together, starts in order and stops in reverse.
"""
