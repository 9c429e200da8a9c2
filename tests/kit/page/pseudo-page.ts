import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { build, type Plugin } from 'vite'
import { root } from '../../../scripts/project.mjs'

/** The page built with its texts in the made-up language (pseudo-words.ts), into this folder. */
export async function buildPseudoPage(folder: string): Promise<void> {
  const spoken: Plugin = {
    name: 'everbearer:pseudo-words',
    enforce: 'pre',
    transform(code, id) {
      const list = /\/shared\/text\/(?:language|page-texts)\.ts$/.test(id)
        ? /(?<=inLanguage\(wanted, )\[(en|english)\]/
        : null
      if (list === null) return null
      if (!list.test(code)) throw new Error(`${id} lists its languages in another way`)
      const from = join(root, 'tests', 'kit', 'page', 'pseudo-words.ts')
      return `import { pseudo } from ${JSON.stringify(from)}\n${code.replace(list, '[pseudo($1)]')}`
    },
  }
  await build({
    configFile: join(root, 'vite.config.ts'),
    mode: 'page',
    logLevel: 'error',
    plugins: [spoken],
    build: { outDir: folder, emptyOutDir: true },
  })
}

/** Where data stands, or what a person types: not ours to translate. */
const DATA =
  'code, pre, time, input, textarea, script, style, [translate="no"], [aria-hidden="true"] textarea, option:not([value=""])'

/**
 * Texts that are seen and do not stand in the brackets of that language. What remains besides data (`known` words, numbers,
 * lengths of time, dates as Intl writes them) is a sentence that nobody could translate.
 */
export async function foreignTexts(page: Page, known: readonly string[]): Promise<readonly string[]> {
  const texts = await page.evaluate<string[]>(`(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const seen = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement
      if (parent === null || parent.closest(${JSON.stringify(DATA)}) !== null) continue
      if (parent.checkVisibility({ visibilityProperty: true })) seen.push(node.textContent)
    }
    for (const each of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      if (each.closest('[aria-hidden="true"], [translate="no"]') !== null) continue
      for (const name of ['aria-label', 'title', 'placeholder']) seen.push(each.getAttribute(name) ?? '')
    }
    return [...new Set(seen)]
  })()`)
  return texts.filter((text) => /\p{L}/u.test(withoutData(text, known)))
}

const LENGTH = /\b\d[\d.,]*[ \u00a0]?(?:ms|s|min|h|d|y|%)(?![\p{L}])/gu
const DAY =
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\w*(?: \d{4})?/g
const ADDRESS = /https?:\/\/\S+|\b[\w-]+\.example\b\S*|\/[\w{}/-]+\//g
const ISO = /\d{4}-\d{2}-\d{2}T?[\d:.]*Z?|UTC(?:[+-][\d:]+)?/g

function withoutData(text: string, known: readonly string[]): string {
  let rest = text
  // The innermost first: a sentence may hold another one.
  for (let before = ''; before !== rest; ) {
    before = rest
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' ')
  }
  // A sentence with something bold in it stands in several texts.
  rest = rest.replace(/⟦[^⟧]*$/, ' ').replace(/^[^⟦]*⟧/, ' ')
  for (const pattern of [ADDRESS, LENGTH, DAY, ISO]) rest = rest.replace(pattern, ' ')
  for (const word of known) rest = rest.replaceAll(word, ' ')
  return rest
}

/** Boxes whose words are cut off: wider within than without, and hidden there. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
    .filter((each) => each.checkVisibility() && each.clientWidth > 4 && each.scrollWidth > each.clientWidth + 1)
    .filter((each) => ['hidden', 'clip'].includes(getComputedStyle(each).overflowX) && each.innerText?.trim() !== '')
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
    .filter((each) => !['INPUT', 'TEXTAREA', 'HTML', 'BODY'].includes(each.tagName))
    .map((each) => each.tagName.toLowerCase() + '.' + each.className.toString().split(' ')[0] + ' ' + each.innerText.slice(0, 60))`)
}

/** Moments that stand outside of their card, and addresses whose end stands where they begin: what a page from right to left does to them. */
export function misplaced(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = []
    for (const each of document.querySelectorAll('main section time')) {
      const [inner, card] = [each, each.closest('section')].map((one) => one.getBoundingClientRect())
      if (inner.left < card.left || inner.right > card.right) found.push('outside its card: ' + each.textContent)
    }
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
    const boxOf = (node, at) => {
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + 1)
      return range.getBoundingClientRect()
    }
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const { 0: address, index } of node.textContent.matchAll(/https?:\\/\\/[\\w./-]*\\//g)) {
        const [first, last] = [boxOf(node, index), boxOf(node, index + address.length - 1)]
        if (first.top === last.top && last.left < first.left) found.push('turned round: ' + address)
      }
    }
    return found
  })()`)
}
