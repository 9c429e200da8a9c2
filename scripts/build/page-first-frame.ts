import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { NONCE_PLACEHOLDER } from '../../shared/api/page-placeholders.ts'

/**
 * Puts the few styles of the first frame into the page itself, and switches the link to all others off until the page's
 * first script (renderer/begin.ts) wants them: a page that waited for a hundred kilobytes of styles would show its first line so
 * much later. That script itself is small and is waited for: it puts the list where it stood last.
 */
export function pageFirstFrame(styles: string): Plugin {
  return {
    name: 'everbearer:page-first-frame',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const [link, script] = ['<link rel="stylesheet"', '<script type="module"']
        for (const part of [link, script]) if (!html.includes(part)) throw new Error(`index.html has no ${part}`)
        const own = `<style nonce="${NONCE_PLACEHOLDER}">${compact(readFileSync(styles, 'utf8'))}</style>`
        return html
          .replace(link, `${link} disabled`)
          .replace('  </head>', `    ${own}\n  </head>`)
          .replace(script, `${script} blocking="render"`)
      },
    },
  }
}

function compact(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
