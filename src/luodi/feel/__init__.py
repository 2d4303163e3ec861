"""FEEL, the expression language of DMN 1.5: tokens, names, tree, parser, printer, types, signatures.

Nothing here evaluates: ``luodi.evaluate`` interprets the tree and other layers compile it.
"""
