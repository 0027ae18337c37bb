/**
 * The look of the report. Colours are those of the view and never say anything alone. On paper everything is open, in dark
 * ink, and nothing is cut off.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfbfa; --sheet: #fff; --ink: #1d2128; --soft: #59606c; --line: #dcdfe4; --tint: #f1f2f4; --focus: #1f5fbf;
  --internet: #b3201a; --private-networks: #8a2b9e; --local-network: #7c5300; --vpn: #1c57b5; --containers: #00656e;
  --this-host: #59606c; --none: #59606c; --warn: #7c5300; --warn-tint: #fff6e0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --sheet: #1b1e24; --ink: #dfe2e8; --soft: #a2a9b6; --line: #343943; --tint: #23272f; --focus: #8ab4ff;
    --internet: #ff8e86; --private-networks: #dfa2f2; --local-network: #e7c27a; --vpn: #8ab4ff; --containers: #63d0d8;
    --this-host: #a2a9b6; --none: #a2a9b6; --warn: #e7c27a; --warn-tint: #2c2718;
  }
}
* { box-sizing: border-box }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100% }
body {
  margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2.5rem) 3rem; max-width: 76rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4 { line-height: 1.25; margin: 0 }
h1 { font-size: clamp(1.4rem, 4vw, 2rem); font-weight: 650; letter-spacing: -.01em }
h2 { font-size: 1.3rem; margin: 3rem 0 1rem }
h3 { font-size: 1rem }
h4 { font-size: .95rem; margin: 1.25rem 0 .4rem }
p { margin: .5rem 0; max-width: 70ch }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .15em }
a:hover { text-decoration-color: currentColor }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px }
main:focus, .body:focus { outline: none }
code, pre { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
pre { background: var(--tint); border-radius: 6px; padding: .6rem .8rem; margin: .4rem 0; white-space: pre-wrap; max-width: 52rem }
pre code { font-size: 1em }
small, .meta, .aside, .where, .holder, caption, footer { color: var(--soft) }
small { font-size: .85em; font-weight: 400 }
ul { padding-inline-start: 1.2rem }
.symbols { position: absolute }
.mark { width: .95em; height: .95em; vertical-align: -.1em; flex: none }
code, .holder, .host { unicode-bidi: isolate }
.who { font-weight: 600; white-space: nowrap }
.internet { --audience: var(--internet) } .private-networks { --audience: var(--private-networks) }
.local-network { --audience: var(--local-network) } .vpn { --audience: var(--vpn) }
.containers { --audience: var(--containers) } .this-host { --audience: var(--this-host) } .none { --audience: var(--none) }
.who, .ring > h3 { color: var(--audience, var(--ink)) }
.spoken, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip:focus { display: inline-block; padding: .3rem .6rem }

.meta { margin: .35rem 0 0; max-width: none; font-size: .93rem }
.lead { font-size: clamp(1.1rem, 2.6vw, 1.35rem); margin: 1.1rem 0 .3rem; max-width: 50ch }
.complete { color: var(--soft) }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: .8rem 0; margin: 1rem 0; border-block: 1px solid var(--line); font-size: .93rem }
.gaps { background: var(--warn-tint); border-inline-start: 4px solid var(--warn); border-radius: 0 6px 6px 0; padding: .9rem 1.1rem; margin: 1.2rem 0 }
.gaps h2 { margin: 0; font-size: 1.05rem; color: var(--warn) }
.gaps ul { margin: .5rem 0 0; max-width: 75ch }

.ring { border: 1px solid var(--line); border-inline-start: 4px solid var(--audience); border-radius: 8px; padding: .55rem .7rem .7rem; background: var(--sheet) }
.ring .ring { margin-top: .6rem }
.ring.empty { border-inline-start-color: var(--line) }
.ring.empty > h3 { color: var(--soft); font-weight: 400 }
.picture > .ring.none { margin-top: .6rem; border-style: dashed; border-inline-start-width: 1px }
.count { font-weight: 400 }
.chips { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; margin: .5rem 0 0 }
.chip { display: inline-block; border: 1px solid var(--audience); border-radius: 999px; padding: .05rem .65rem; font-size: .9rem; text-decoration: none; background: var(--paper) }
.chip:hover { background: var(--tint) }
.chip.perhaps { border-style: dashed }
.chips .more { padding: .1rem .3rem; font-size: .9rem }

.card { border: 1px solid var(--line); border-inline-start: 4px solid var(--audience); border-radius: 8px; padding: .8rem 1rem; margin: .9rem 0; background: var(--sheet) }
.card h3 { display: flex; flex-wrap: wrap; gap: .1rem .8rem; align-items: baseline; font-weight: 500 }
.card dl { margin: .5rem 0 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1rem }
.card dt { color: var(--soft); font-size: .93rem }
.card dd { margin: 0 }
.advice > p:first-child { margin: 0 }
.advice + .advice { margin-top: .8rem }
.aside { font-size: .93rem }

table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; font-size: .93rem }
caption { text-align: start; padding-bottom: .4rem; font-size: .93rem }
th, td { text-align: start; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line) }
thead th { font-weight: 600; border-bottom: 2px solid var(--line); white-space: nowrap }
tbody th { font-weight: 400 }
tr:target { background: var(--tint) }
.listeners th { min-width: 9rem }
.listeners td:nth-child(3) { min-width: 8rem }
.listeners td:nth-child(4), .audiences td:nth-child(5) { min-width: 10rem }
.audiences td:nth-child(2) { min-width: 7rem }
.audiences td:nth-child(3) { min-width: 8rem }
.audiences td:nth-child(4) { min-width: 4.5rem }
tr.blocked td, tr.blocked .who { color: var(--soft); font-weight: 400 }
tr.conditional td { color: var(--warn) }

details { border: 1px solid var(--line); border-radius: 8px; background: var(--sheet); margin: .5rem 0 }
summary { padding: .5rem .8rem; cursor: pointer; border-radius: 8px }
summary h3 { display: inline; font-weight: 400 }
summary .who { display: inline-block; min-width: 9.5rem }
.body { padding: .2rem 1rem 1rem }
.answer { font-weight: 600 }
.facts { display: grid; gap: .2rem; margin: .6rem 0 }
.facts div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: .8rem }
.facts dt { color: var(--soft) }
.facts dd { margin: 0 }
.glossary div { margin: .6rem 0 }
.glossary dd { margin: 0; max-width: 70ch }
footer { margin-top: 3rem; border-top: 1px solid var(--line); font-size: .88rem }

@media (max-width: 40rem) {
  body { font-size: .95rem }
  .ring { padding: .4rem .4rem .45rem; border-radius: 6px }
  .card dl { grid-template-columns: minmax(0, 1fr); gap: .1rem }
  .card dd + dt { margin-top: .4rem }
  .facts div { grid-template-columns: minmax(0, 1fr); gap: 0 }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  tbody tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line) }
  tbody th, tbody td { display: block; border: 0; padding: .05rem 0 }
}
@media (forced-colors: active) {
  .card, .ring { border-inline-start-width: 6px }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --sheet: #fff; --ink: #000; --soft: #444; --line: #bbb; --tint: #f4f4f4;
    --internet: #a01010; --private-networks: #762288; --local-network: #6a4700; --vpn: #174a9b; --containers: #005a62;
    --this-host: #444; --none: #444; --warn: #6a4700; --warn-tint: #fff;
  }
  @page { margin: 15mm 14mm }
  html { font-size: 9.5pt }
  body { max-width: none; padding: 0 }
  nav, .skip { display: none }
  h2, h3, h4, summary, caption { break-after: avoid }
  h2 { margin-top: 1.6rem }
  .card, .chip, tr, pre, .advice, .glossary div { break-inside: avoid }
  thead { display: table-header-group }
  a { text-decoration: none }
  details::details-content { content-visibility: visible; block-size: auto }
  details > :not(summary) { display: block }
  summary { list-style: none }
}
`;
