"""Reads a feed (Atom or JSON) or a calendar as a reader's program does, and says what it found, as JSON."""

import json
import sys

import feedparser
import icalendar

with open(sys.argv[1], "rb") as file:
    content = file.read()

if content.startswith(b"BEGIN:VCALENDAR"):
    calendar = icalendar.Calendar.from_ical(content)
    events = [
        {"uid": str(event["UID"]), "at": event["DTSTART"].dt.isoformat(), "title": str(event["SUMMARY"]), "url": str(event["URL"])}
        for event in calendar.walk("VEVENT")
    ]
    print(json.dumps({"errors": [str(error) for error in calendar.errors], "entries": events}))
elif content.startswith(b"{"):
    # The fields JSON Feed 1.1 requires.
    feed = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"], feed
    entries = [{"id": item["id"], "title": item["title"], "at": item["date_published"], "url": item["url"]} for item in feed["items"]]
    assert all(item.get("content_text") for item in feed["items"]), feed
    print(json.dumps({"errors": [], "entries": entries}))
else:
    feed = feedparser.parse(content)
    errors = [str(feed.bozo_exception)] if feed.bozo else []
    errors += [] if feed.version == "atom10" else [feed.version]
    errors += [name for name in ("id", "title", "updated") if not feed.feed.get(name)]
    entries = [{"id": entry.id, "title": entry.title, "at": entry.updated, "url": entry.link} for entry in feed.entries]
    print(json.dumps({"errors": errors, "entries": entries}))
