import type { App } from 'electron'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { placeOfLink, placeOfWords } from './deep-link.ts'
import { type MessageBuffer, messageBuffer } from './message-buffer.ts'

/** That the window is to be seen: where a link leads, or what it shows already (null). */
export type AskedFor = { readonly place: string | null }

/**
 * What asks for the window from outside, kept until there is one to show. It listens before the program is ready: a second
 * start may come in the moment of the first one, and on macOS the link that starts the program comes before that.
 */
export function watchAskedFor(app: Pick<App, 'on'>): MessageBuffer<AskedFor> {
  const asked = messageBuffer<AskedFor>()
  app.on('second-instance', (_event, words) => {
    // At login, or by a command that needs a keeper: whoever started it so wants no window.
    if (!words.includes(HIDDEN)) asked.say({ place: placeOfWords(words) })
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    asked.say({ place: placeOfLink(link) })
  })
  return asked
}
