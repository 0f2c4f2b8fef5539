"""Verifies a letter's DKIM signature with dkimpy, an implementation that is none of ours.

Usage: verify_dkim.py SELECTOR DOMAIN PUBLIC_KEY_BASE64 < letter; prints « verified » or why not.
"""

import sys

import dkim

selector, domain, key = sys.argv[1:]
record = b"v=DKIM1; k=rsa; p=" + key.encode()
name = f"{selector}._domainkey.{domain}.".encode()
letter = sys.stdin.buffer.read()
asked = []


def published(asked_name, timeout=5):
    asked.append(asked_name)
    return record if asked_name == name else None


print("verified" if dkim.verify(letter, dnsfunc=published) else f"not verified; asked for {asked}")
