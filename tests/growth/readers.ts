import { createLineReader } from '../../electron/adapters/node/terminal/line-reader.ts'
import { jsonErrorAt } from '../../shared/encoding/json-place.ts'
import { jsonIn } from '../../shared/encoding/json-text.ts'
import { joinUrl, originOf, readAddress } from '../../shared/entry/address.ts'
import { cleanText } from '../../shared/entry/clean-text.ts'
import { detectCut } from '../../shared/entry/cut-token.ts'
import { judgeDraft } from '../../shared/entry/judge-draft.ts'
import { isLoopback } from '../../shared/entry/loopback.ts'
import { readPaste } from '../../shared/entry/paste/paste.ts'
import { pastedReply } from '../../shared/entry/paste/pasted-reply.ts'
import { plainWord } from '../../shared/entry/plain-word.ts'
import { placeholderKind } from '../../shared/entry/typed-placeholder.ts'
import { isHtml } from '../../shared/html-reply.ts'
import { readImport } from '../../shared/import-export/import-file.ts'
import { nameFor } from '../../shared/import-export/name-for.ts'
import { yamlIn } from '../../shared/import-export/yaml-text.ts'
import { Secret } from '../../shared/secret.ts'
import { issuerMismatch, wordForManyTenants } from '../../shared/systems/oauth2/issuer.ts'
import { SYSTEMS } from '../../shared/systems/registry.ts'
import { serverFact } from '../../shared/systems/server-fact.ts'
import { type Known, SECRET_NAMES, type System } from '../../shared/systems/system.ts'
import { filled } from '../../shared/text/sentence.ts'
import { visibleJson, visibleLine, visibleText } from '../../shared/text/visible-text.ts'
import { readDuration } from '../../shared/time/duration.ts'
import { readHttpDate, readInstant } from '../../shared/time/instant.ts'
import { grantedScope } from '../../shared/tokens/granted-scope.ts'
import { readJwt } from '../../shared/tokens/jwt.ts'
import { successorIn } from '../../shared/tokens/successor.ts'
import { lifetimeIn, momentIn, tokenIn, typeIn } from '../../shared/tokens/token-fields.ts'
import { NOW, replyWith, settingsOf, tokenSet } from '../shared/samples.ts'

type Reader = (text: string) => unknown

/** Everything that reads what strangers wrote: files, what is pasted, what servers answer, what comes through a door. */
export const READERS: Readonly<Record<string, Reader>> = {
  'an import': (text) => readImport(text, NOW),
  'a paste': (text) => readPaste(text, NOW),
  JSON: jsonIn,
  'the place where JSON ends': jsonErrorAt,
  'a line of the socket': (text) => createLineReader(1e6).push(text),
  'a cleaned token': (text) => cleanText(text, 'token'),
  'a cleaned setting': (text) => cleanText(text, 'setting'),
  'an address': (text) => [readAddress(text), originOf(text), isLoopback(text), joinUrl(text, text)],
  'a stand-in': placeholderKind,
  'a JWT': readJwt,
  'a moment': (text) => [readInstant(text), readHttpDate(text), momentIn(text, 0)],
  'a length of time': (text) => [readDuration(text), lifetimeIn(text)],
  'a token that was cut': (text) => [detectCut(text), detectCut(`eyJ${text}`)],
  'a reply in the place of a token': (text) => [
    pastedReply(text, NOW, SECRET_NAMES),
    pastedReply(`{"${text}`, NOW, SECRET_NAMES),
  ],
  'a scope': (text) => grantedScope({ scope: text }, { granted: text, lost: '' }, text),
  'an issuer': (text) => [issuerMismatch(text, text), wordForManyTenants(text)],
  'a word': plainWord,
  'a token': (text) => [tokenIn(text), typeIn(text)],
  'a fact of a server': serverFact,
  'a successor': (text) => successorIn(replyWith(200, text), new Set(['refresh-0'])),
  'a sentence': (text) => filled('{a} [and {b}]', { a: text, b: text }),
  'text to be shown': (text) => [visibleText(text), visibleLine(text), visibleJson(JSON.stringify({ text }))],
  'a web page': (text) => isHtml(replyWith(200, text)),
  'a name': (text) => SYSTEMS.map((system) => nameFor({ settings: { clientId: text, baseUrl: text } }, system, [])),
  ...Object.fromEntries(SYSTEMS.flatMap((system) => readersOf(system).map(([name, read]) => [name, read]))),
}

export const YAML_READERS: Readonly<Record<string, Reader>> = {
  'a kubeconfig': (text) => readImport(`kind: Config\nusers:\n- name: ${text}`, NOW),
  YAML: yamlIn,
}

function readersOf(system: System): [string, Reader][] {
  return [
    [`${system.id}: what is typed`, (text) => judgeDraft(entryWith(system, text), system, null, NOW)],
    [`${system.id}: one secret`, (text) => judgeDraft(entryWith(system, 'a', text), system, null, NOW)],
    [`${system.id}: a renewal’s reply`, (text) => replied(system, text)],
    [`${system.id}: its probes`, (text) => proved(system, text)],
  ]
}

function entryWith(system: System, text: string, secret = text): unknown {
  const every = (names: readonly { readonly name: string }[], value: unknown) =>
    Object.fromEntries(names.map(({ name }) => [name, value]))
  return {
    name: 'a',
    system: system.id,
    settings: {
      ...every(
        system.settings.filter(({ kind }) => kind !== 'map' && kind !== 'flag'),
        text,
      ),
      endpoints: every(system.endpoints, text),
    },
    secrets: every(system.secrets, secret),
  }
}

function known(text = 'https://a.example/'): Known {
  const secret = new Secret('a')
  const credentials = { clientSecret: secret, clientToken: secret }
  return { settings: settingsOf({ baseUrl: text }), tokens: tokenSet(), credentials, learned: {}, now: NOW } as Known
}

function replied(system: System, text: string): unknown {
  const bodies = [text, JSON.stringify({ access_token: text, error: text, message: text, expires_in: text })]
  return bodies.map((body) => system.readRenewal(replyWith(400, body), known()))
}

function proved(system: System, text: string): unknown {
  const probes = system.probes(known(`https://a.example/${text}`))
  const body = JSON.stringify({ message: text, errorCode: 'ACCESS_DENIED', application: text })
  return system.judge(new Map(probes.map(({ name }) => [name, replyWith(403, body)])), known())
}
