"""The composition root: settings in, a running screen out.

``loop`` goes round; ``modes`` puts everything together, starts in order and stops in reverse.
"""
