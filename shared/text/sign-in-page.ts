import type { Fault } from '../fault.ts'
import { textsFor } from './language.ts'
import { faultMessage } from './sentence.ts'

/**
 * The one page that a person's browser shows after signing in at a server: that it is done, or why it is not. `wanted`
 * as browsers write it (`de-AT,de;q=0.9`). No script, and its style only under its nonce.
 */
export function signInPage(wanted: string, trouble: Fault | null, nonce: string): string {
  const texts = textsFor(wanted.split(/[,;]/)[0] ?? '')
  const { words } = texts
  const { say, next } =
    trouble === null ? { say: words.signInPageDone, next: words.signInPageClose } : faultMessage(texts, trouble)
  const title = trouble === null ? words.signInPageDone : words.signInPageFailed
  return `<!doctype html>
<html lang="${texts.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} · Everbearer</title>
<style nonce="${nonce}">${STYLE}</style>
<main class="${trouble === null ? 'done' : 'failed'}">
<p class="brand">Everbearer</p>
<h1>${escaped(say)}</h1>
<p>${escaped(next)}</p>
</main>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
}

/** The tone of the app (renderer/tones.css), which this page cannot load. */
const STYLE = `
:root { color-scheme: light dark; --ink: #17211b; --soft: #5d6b62; --panel: #fff; --ground: #f6f8f5; --line: #e2e6e1; --mark: #1f7a4d }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ece8; --soft: #94a39a; --panel: #161d19; --ground: #0f1411; --line: #26302a; --mark: #5cc48d }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 26rem; margin: 1rem; padding: 2rem; background: var(--panel); border: 1px solid var(--line); border-top: 4px solid var(--mark); border-radius: 10px }
.failed { --mark: #b3261e }
h1 { font-size: 1.25rem; margin: 0.5rem 0 }
p { margin: 0; color: var(--soft) }
.brand { font-weight: 600; color: var(--mark) }
`
