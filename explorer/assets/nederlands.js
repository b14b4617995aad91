/* Streamlit speaks English in a few corners that a page cannot set. This puts those words in Dutch.

   Only exact, known words outside story text are replaced; a text node keeps its place, so the
   page goes on working. */
(() => {
  "use strict";
  const WORDS = {
    "App pages": "Bladzijden",
    "Cancel": "Annuleren",
    "Choose an option": "Kies",
    "Choose date": "Kies een dag",
    "Choose options": "Kies",
    "Clear all": "Alles wissen",
    "Clear value": "Keuze wissen",
    "Close": "Sluiten",
    "Close fullscreen": "Volledig scherm sluiten",
    "Collapse sidebar": "Menu sluiten",
    "Connecting": "Verbinden",
    "Connecting to Streamlit server": "Verbinden met de server",
    "Connection error": "Geen verbinding",
    "Copied": "Gekopieerd",
    "Copy to clipboard": "Kopiëren",
    "Current page": "Deze bladzijde",
    "Decrement": "Eén minder",
    "Empty": "Leeg",
    "Error": "Fout",
    "Expand sidebar": "Menu openen",
    "Fullscreen": "Volledig scherm",
    "Go to next page": "Volgende bladzijde",
    "Go to previous page": "Vorige bladzijde",
    "Increment": "Eén meer",
    "Invalid form": "Dit formulier werkt niet",
    "Main menu": "Menu",
    "Navigate to home page": "Naar het overzicht",
    "Next month": "Volgende maand",
    "Next page": "Volgende bladzijde",
    "No results": "Niets gevonden",
    "Notifications": "Meldingen",
    "Open": "Openen",
    "Page not found": "Deze bladzijde bestaat niet",
    "Pagination": "Bladeren",
    "Please wait...": "Even wachten …",
    "Previous month": "Vorige maand",
    "Previous page": "Vorige bladzijde",
    "Running...": "Bezig …",
    "Select all": "Alles kiezen",
    "Selected values": "Gekozen",
    "Sidebar": "Menu",
    "Skip to main content": "Naar de inhoud",
    "Stop": "Stoppen",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "U ziet nu het overzicht.",
    "Try again": "Opnieuw proberen",
    "Unable to connect to Streamlit server": "De server antwoordt niet",
  };
  const PATTERNS = [
    [/^Choose date, (.+)$/, "Kies een dag, $1"],
    [/^day, (.+)$/, "dag, $1"],
    [/^Fullscreen: (.+)$/, "Volledig scherm: $1"],
    [/^Help for (.+)$/s, "Uitleg bij $1"],
    [/^month, (.+)$/, "maand, $1"],
    [/^Remove (.+)$/s, "Haal weg: $1"],
    [/^year, (.+)$/, "jaar, $1"],
    [/^Go to page (\d+)$/, "Bladzijde $1"],
    [/^Page (\d+)$/, "Bladzijde $1"],
    [/^Is Streamlit still running\?.*$/s, "De server antwoordt niet. Wacht een minuut en laad de bladzijde opnieuw."],
    [/^Shortcut (.+)$/, "Sneltoets $1"],
    [/^Selected (.+)\. (.+)$/, "Gekozen: $1. $2"],
  ];
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder"];
  const NOT_OURS = '[data-testid="stText"], [data-testid="stHtml"], [data-testid="stMarkdownContainer"], textarea, input';

  function dutch(text) {
    const word = text.trim();
    if (Object.hasOwn(WORDS, word)) return text.replace(word, WORDS[word]);
    for (const [pattern, replacement] of PATTERNS) {
      if (pattern.test(word)) return word.replace(pattern, replacement);
    }
    return text;
  }

  function say(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement && !node.parentElement.closest(NOT_OURS)) {
        const text = dutch(node.nodeValue);
        if (text !== node.nodeValue) node.nodeValue = text;
      }
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ATTRIBUTES) {
      const value = node.getAttribute(name);
      if (value) {
        const text = dutch(value);
        if (text !== value) node.setAttribute(name, text);
      }
    }
    for (const child of node.childNodes) say(child);
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(say);
      else say(change.target);
    }
  }).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ATTRIBUTES,
    characterData: true,
    childList: true,
    subtree: true,
  });
  // Streamlit's first words may already be there.
  say(document.documentElement);
})();
