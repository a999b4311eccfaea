"""E-mails as mail servers and people send them to us."""

from textwrap import dedent

HOME = "priya.ashdown@council.example"
CANARY = "Zebedee Quillfeather has bruises"


def wire(text: str) -> bytes:
    """A message as it goes over the wire."""
    return dedent(text).lstrip("\n").replace("\n", "\r\n").encode()


def report(
    *, action: str = "failed", status: str = "5.1.1", quoted: str = "", wrapped: bool = True
) -> bytes:
    """A delivery report (RFC 3464) as Postfix writes it."""
    original = f"Message-ID: {quoted}\nSubject: x\n" if quoted else "Subject: x\n"
    kind = "multipart/report; report-type=delivery-status" if wrapped else "multipart/mixed"
    return wire(
        f"""
From: MAILER-DAEMON@council.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: {kind}; boundary="frontier"
Message-ID: <20261124.ABC@council.example>

--frontier
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--frontier
Content-Type: message/delivery-status

Reporting-MTA: dns; council.example
Arrival-Date: Tue, 24 Nov 2026 12:00:00 +0000

Final-Recipient: rfc822; {HOME}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {CANARY}

--frontier
Content-Type: text/rfc822-headers

{original}
--frontier--
"""
    )


def letter(
    text: str = CANARY, *headers: str, sender: str = HOME, message_id: str = "<r1@council.example>"
) -> bytes:
    """Something that a person wrote."""
    more = "".join(f"{one}\n" for one in headers)
    return wire(
        f"From: Priya Ashdown <{sender}>\nTo: concord@partnership.example\n"
        f"Subject: Re: {CANARY}\nMessage-ID: {message_id}\n{more}\n{text}\n"
    )
