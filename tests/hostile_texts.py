"""Sixty texts that break things: markup, formulas, templates, code, turned and invisible letters.

Each is a whole sentence's worth beside an ordinary one, so that it could be a story.
"""

LONG = "a" * 10_000_000
ORDINARY = "Het wijkteam kwam langs en luisterde goed. "

MARKUP = (
    "<script>alert(1)</script>",
    "</textarea><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "<svg/onload=alert(4)>",
    "<iframe srcdoc='<script>alert(5)</script>'>",
    '<a href="javascript:alert(6)">klik</a>',
    "<style>*{display:none}</style>",
    "<!-- <b> -->",
    "]]><x/>",
    "&lt;script&gt; &amp;amp; &#x3C;",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(7)>",
    "[link](javascript:alert(8)) ![x](x)",
)
FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1-2",
    "-2+3+cmd|' /C calc'!D2",
    '=HYPERLINK("https://example.org?x="&A1,"klik")',
    "\t=1+1",
    "\r=1+1",
    "|calc",
    '"=1+1"',
)
TEMPLATES = (
    "{{ 7*7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%s %d %n %(naam)s",
    "{0.__class__} {story.text!r}",
    '#panic("weg")',
    '#eval("1+1") #read("/etc/passwd") #import "x.typ"',
    "$ sum_(i=0)^n $ *vet* _schuin_ @verwijzing <label>",
    "\\input{/etc/passwd} \\write18{ls}",
    "`code` ~~~ # kop",
    "$(touch /tmp/x) ; rm -rf / | cat",
    "'; DROP TABLE story; --",
    '" OR 1=1 --',
    "../../../../etc/passwd",
    "file:///etc/passwd",
)
LETTERS = (
    "\u202egnalegna\u202c",
    "\u2066links\u2069 \u2067rechts\u2069",
    "nul\u200bbreed\u200c en\u200d zo\ufeff",
    "zacht\u00adafbreken",
    "bel\x07 en terug\x08 en escape\x1b[31mrood",
    "nul\x00teken",
    "e\u0301e\u0301n cafe\u0301",
    "Z\u0351\u036b\u0343a\u0341l\u0307g\u035fo\u0489" * 3,
    "\u2028regel\u2029alinea\x85volgende\x0bverticaal\x0cblad",
    "\ud83d halve emoji".encode("utf-16", "surrogatepass").decode("utf-16", "ignore"),
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 gezin",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f vlag",
    "\U0001f44d\U0001f3ff duim \u2764\ufe0f hart",
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u4f60\u597d",
    "\ufdd0\uffff\U0001fffe niet-tekens",
    "\uff1cscript\uff1e \ufe64b\ufe65",
    "\u0130stanbul \u0131 \ufb01 \u1e9e \u00df",
    "\u00a0harde\u2009smalle\u3000brede spatie",
)
DATA = (
    '{"text": "x", "role": "beheerder"}',
    "a;b,c\td|e",
    '"aangehaald" en "" dubbel \' enkel',
    "regel 1\nregel 2\r\nregel 3\n\n\n",
    "[persoon-1] en [zoon-1] en [persoon-99999] en [haak",
)
HOSTILE = (*MARKUP, *FORMULAS, *TEMPLATES, *LETTERS, *DATA)
