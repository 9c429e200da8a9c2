import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { NONCE_PLACEHOLDER } from '../../shared/api/page-placeholders.ts'

/**
 * Puts the few styles of the first frame into the page itself, and switches the link to all others off until the page's
 * first script (renderer/begin.ts) wants them: a page that waited for a quarter of a megabyte of styles would show its
 * first line so much later.
 */
export function pageFirstFrame(styles: string): Plugin {
  return {
    name: 'everbearer:page-first-frame',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const link = '<link rel="stylesheet"'
        if (!html.includes(link)) throw new Error('index.html has no link to its styles')
        const own = `<style nonce="${NONCE_PLACEHOLDER}">${compact(readFileSync(styles, 'utf8'))}</style>`
        return html.replace(link, `${link} disabled`).replace('  </head>', `    ${own}\n  </head>`)
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
