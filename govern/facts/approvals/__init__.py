"""What people said of a decision: approvals, rejections and revocations, verified.

The rules in `policies/rego/approvals` decide what that amounts to; nothing here does.
"""
