"""Kustomize folders and Helm charts → the manifests that they stand for, on request.

`plan` tells which folders are to be rendered, and which files thereby need no reading of their own;
`renderer` runs the tool. Nothing here runs, or is imported, unless the user asks with `--render`.
"""
