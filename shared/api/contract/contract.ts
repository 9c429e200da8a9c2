import { z } from 'zod'
import { nameSchema as name } from '../../connections/connection.ts'
import { testStepSchema, verdictSchema as verdict } from '../../connections/last-test.ts'
import { connectionViewSchema } from '../../connections/view.ts'
import { mistakeSchema } from '../../entry/mistake.ts'
import { PASTED_ANSWER_LIMIT } from '../../entry/paste/pasted-answer.ts'
import { faultSchema } from '../../faults/fault-schema.ts'
import { signerSchema } from '../../import-export/bundle.ts'
import { SEALED_LIMIT } from '../../import-export/import-source.ts'
import { importPlanSchema } from '../../import-export/planned-import.ts'
import { rememberedSchema } from '../../index-file/stored-index.ts'
import { preferencesSchema } from '../../preferences/preferences.ts'
import { SIGN_IN_METHODS } from '../../systems/system.ts'
import { tokenFactsSchema } from '../../tokens/token-facts.ts'
import { CRAFTER_CONTRACT } from './access-tokens.ts'
import { CONSUMERS_CONTRACT } from './consumers.ts'
import { agreedOutside, type Door, EVERY, fromOutside, PROGRAMS, PROGRAMS_TOO, SOCKET, waysOutside } from './doors.ts'
import { ENROLMENT_CONTRACT } from './enrolment.ts'
import { JOURNAL_CONTRACT } from './journal.ts'
import { keeperSchema } from './keeper-status.ts'
import type { CallName } from './names.ts'
import { NETWORK_CONTRACT } from './network.ts'
import { NOTIFY_CONTRACT } from './notify.ts'
import { narrowingInput, tokenAnswerSchema } from './token.ts'
import { vaultKind, vaultStatusSchema } from './vault.ts'

export { type Notice, noticeSchema } from './notices.ts'
export type { TokenAnswer } from './token.ts'
export type { LastKnown, VaultStatus } from './vault.ts'

/**
 * THE contract: every call and notice that crosses a door. Core, doors, command line and page derive from it; a call
 * added here stops the keeper from compiling until it answers.
 */

const named = z.strictObject({ name })
const nothing = z.strictObject({})
const done = z.object({})

const savedSchema = z.object({ view: connectionViewSchema, warnings: z.array(mistakeSchema) })

const YEAR_MS = 365 * 86_400_000
const run = z.string().max(64)
const testSchema = z.object({
  at: z.string(),
  reached: verdict,
  tokenAccepted: verdict,
  canRenew: verdict,
  fault: faultSchema.nullable(),
  steps: z.array(testStepSchema),
})

/** Of `validated`: whether the server itself says that its notification was received and acknowledged. */
const pingSchema = z.object({
  at: z.string(),
  validated: verdict,
  validatedAt: z.string().nullable(),
  fault: faultSchema.nullable(),
  steps: z.array(testStepSchema),
})

const signInId = z.string().regex(/^[0-9a-f]{32}$/)
const signInSchema = z.object({
  id: signInId,
  way: z.enum(SIGN_IN_METHODS),
  url: z.string(),
  userCode: z.string().nullable(),
  /** The address with the code in it, for a QR code. */
  verificationUriComplete: z.string().nullable(),
  /** When it is too late. */
  expiresAt: z.string(),
})

/** Server text, short and without control characters. */
const placesSchema = z.record(z.string(), z.string())

/** What is set here, what the server has, and what makes the one the other. */
const callbacksSchema = z.object({
  /** The address that is, or was, asked to change them. */
  url: z.string(),
  here: placesSchema,
  /** Null where the server does not tell. */
  there: placesSchema.nullable(),
  /** What would be sent; after `apply`, what was. */
  changes: placesSchema,
  validatedAt: z.string().nullable(),
})

/** `key`: a passphrase or age identity. `name`, `system`: for a file that lacks them. `onlyNew`: no bundle a second time. */
const importInput = z.strictObject({
  text: z.string().max(SEALED_LIMIT),
  key: z.string().max(4_096).optional(),
  name: name.optional(),
  system: z.string().max(63).optional(),
  onlyNew: z.boolean().optional(),
  ...waysOutside,
})

/** The edition that was seen before (shared/connections/edition.ts); where it is another one now, edited_meanwhile is raised. */
const seen = { edition: z.string().max(64).optional() }

const names = z.array(name).max(10_000).optional()

export const CONTRACT = {
  'keeper.status': { doors: EVERY, input: nothing, output: keeperSchema },
  'keeper.handOver': { doors: SOCKET, input: z.strictObject({ version: z.string() }), output: done },
  'connections.list': { doors: PROGRAMS_TOO, input: nothing, output: z.array(connectionViewSchema) },
  /** What the index remembers, at once: the list waits for the vault. */
  'connections.remembered': { doors: EVERY, input: nothing, output: z.array(rememberedSchema) },
  'connections.get': { doors: PROGRAMS_TOO, input: named, output: connectionViewSchema },
  /** What its access token says of itself, as far as that is no secret; the token stays with the keeper. */
  'connections.tokenFacts': { doors: EVERY, input: named, output: tokenFactsSchema },
  'connections.add': { doors: EVERY, input: z.strictObject({ entry: z.unknown() }), output: savedSchema },
  'connections.edit': {
    doors: EVERY,
    /** `newName`: what it is called from now on; that and the rest change together, or neither does. */
    input: z.strictObject({ name, newName: name.optional(), ...seen, entry: z.unknown(), ...fromOutside }),
    output: savedSchema,
  },
  /** Lets stored secrets go where the issuer leads now. Without a yes from outside it raises what would be asked. */
  'connections.allowOrigins': {
    doors: EVERY,
    input: z.strictObject({ name, ...fromOutside }),
    output: connectionViewSchema,
  },
  'connections.rename': { doors: EVERY, input: z.strictObject({ name, to: name }), output: connectionViewSchema },
  /**
   * `undoUntil`: until then it can be taken back; null where it cannot. `cutOff`: what a view says of it went as well.
   * `warning`: its server could not be told at once that the session is over.
   */
  'connections.remove': {
    doors: EVERY,
    input: named,
    output: z.object({ undoUntil: z.string().nullable(), cutOff: z.boolean(), warning: faultSchema.nullable() }),
  },
  /** Takes back the last edit that replaced secrets, else the removal, of this name within the last minute. */
  'connections.restore': { doors: EVERY, input: named, output: connectionViewSchema },
  /** The refresh token before the present one, where a person set it aside; the two change places, and nothing is sent. */
  'connections.restoreRefreshToken': { doors: SOCKET, input: named, output: connectionViewSchema },
  'connections.pause': { doors: EVERY, input: named, output: connectionViewSchema },
  'connections.resume': { doors: EVERY, input: named, output: connectionViewSchema },
  'connections.refresh': { doors: PROGRAMS_TOO, input: named, output: connectionViewSchema },
  /** `run` is a word of the caller's own, under which the steps are told while they happen. */
  'connections.test': { doors: EVERY, input: z.strictObject({ name, run: run.optional() }), output: testSchema },
  /** Tests what is typed and saves nothing; `name` is the connection that is being edited, whose secrets stand in for blank ones. */
  'connections.testDraft': {
    doors: EVERY,
    input: z.strictObject({ entry: z.unknown(), name: name.optional(), run: run.optional() }),
    output: testSchema.extend({ warnings: z.array(mistakeSchema) }),
  },
  /** A call of its own, since the server calls others for it. Free of charge; no other AI is ever called. */
  'connections.ping': { doors: EVERY, input: z.strictObject({ name, run: run.optional() }), output: pingSchema },
  'connections.token': {
    doors: PROGRAMS,
    input: z.strictObject({
      name,
      minTtlMs: z.number().nonnegative().max(YEAR_MS).optional(),
      ...narrowingInput,
    }),
    output: tokenAnswerSchema,
  },
  'connections.rejected': {
    doors: PROGRAMS,
    input: z.strictObject({ name, generation: z.number().int().nonnegative(), ...narrowingInput }),
    output: connectionViewSchema,
  },
  /** A program works with this token for the next half minute, and says so again while it does. */
  'connections.inUse': { doors: SOCKET, input: named, output: done },
  /**
   * A person is to sign in: at `url`, and where there is a `userCode` by typing it there. A second one for the same
   * connection is shown the first, as long as that goes on with the same settings, and ends with it.
   */
  'signIn.begin': { doors: EVERY, input: named, output: signInSchema },
  /** Answers when it is done, and after 20 s at the latest: then it is to be asked again. Raises why nothing came of it. */
  'signIn.wait': {
    doors: EVERY,
    input: z.strictObject({ id: signInId }),
    output: z.object({ done: z.boolean(), view: connectionViewSchema.nullable(), warning: faultSchema.nullable() }),
  },
  /** What a person brought from a browser that could not come here: the address it was sent to, or the code in it. */
  'signIn.answer': {
    doors: SOCKET,
    input: z.strictObject({ id: signInId, answer: z.string().min(1).max(PASTED_ANSWER_LIMIT) }),
    output: done,
  },
  'signIn.cancel': { doors: EVERY, input: z.strictObject({ id: signInId }), output: done },
  'callbacks.look': { doors: EVERY, input: named, output: callbacksSchema },
  /** Changes something at a server; `at` is another of the documented paths, kept if it works. */
  'callbacks.apply': {
    doors: EVERY,
    input: z.strictObject({ name, at: z.string().max(200).optional() }),
    output: callbacksSchema,
  },
  ...CRAFTER_CONTRACT,
  /** A site's signed bundle from an https address, to be looked through and imported; through the socket alone, since it asks any server. */
  'moving.fetch': {
    doors: SOCKET,
    input: z.strictObject({ address: z.string().max(2_048) }),
    output: z.object({ text: z.string() }),
  },
  /** What importing would do; nothing is done. */
  'moving.preview': { doors: EVERY, input: importInput, output: importPlanSchema },
  /** Adds and changes what can be; the plan tells what was done, and what could not be. */
  'moving.import': { doors: EVERY, input: importInput, output: importPlanSchema },
  /** Settings alone; every connection unless named. */
  'moving.export': { doors: EVERY, input: z.strictObject({ names }), output: z.object({ text: z.string() }) },
  /**
   * With secrets, encrypted. Through the socket alone: whoever owned the page could else choose a passphrase that he knows.
   * `move` takes refresh tokens along, and pauses the connections here.
   */
  'moving.seal': {
    doors: SOCKET,
    input: z.strictObject({
      names,
      /** `recipients`: for enrolled workstations, as a bundle that this one signs. */
      to: z.union([
        z.strictObject({ passphrase: z.string() }),
        z.strictObject({ recipient: z.string() }),
        z.strictObject({ recipients: z.array(z.string().max(4_096)).min(1).max(1_000) }),
      ]),
      move: z.boolean(),
    }),
    output: z.object({
      text: z.string(),
      names: z.array(z.string()),
      refreshTokensLeftOut: z.number(),
      /** Who signed it; left out where nobody did. */
      signer: signerSchema.optional(),
    }),
  },
  ...JOURNAL_CONTRACT,
  ...CONSUMERS_CONTRACT,
  ...NETWORK_CONTRACT,
  ...NOTIFY_CONTRACT,
  ...ENROLMENT_CONTRACT,
  'vault.status': { doors: EVERY, input: nothing, output: vaultStatusSchema },
  'vault.unlock': {
    doors: EVERY,
    input: z.strictObject({ passphrase: z.string().optional() }),
    output: vaultStatusSchema,
  },
  /**
   * Copies, reads back, and empties the old place. Into memory it is only done beside a keeper that stays, and with
   * `confirm`, the number of connections that the person was told would end with that keeper.
   */
  'vault.move': {
    doors: EVERY,
    input: z.strictObject({
      to: vaultKind,
      passphrase: z.string().optional(),
      ...agreedOutside,
    }),
    output: vaultStatusSchema,
  },
  /** `present` opens the vault as it is: whoever merely sits at an open page cannot shut its owner out. */
  'vault.passphrase': { doors: EVERY, input: z.strictObject({ present: z.string(), next: z.string() }), output: done },
  'settings.get': { doors: EVERY, input: nothing, output: preferencesSchema },
  'settings.set': {
    doors: EVERY,
    input: z.strictObject({ key: z.string(), value: z.string() }),
    output: preferencesSchema,
  },
  'doctor.run': {
    doors: EVERY,
    input: nothing,
    output: z.object({
      findings: z.array(
        z.object({
          probe: z.string(),
          connection: z.string().nullable(),
          level: z.enum(['good', 'warning', 'bad']),
          fault: faultSchema.nullable(),
          facts: z.record(z.string(), z.union([z.string(), z.number()])),
        }),
      ),
    }),
  },
  /** What a person may send to somebody who helps, as text to be read before it is saved. */
  'support.file': { doors: EVERY, input: nothing, output: z.object({ text: z.string() }) },
} as const satisfies Record<CallName, { doors: readonly Door[]; input: z.ZodType; output: z.ZodType }>

type Contract = typeof CONTRACT
export type Input<Name extends CallName> = z.output<Contract[Name]['input']>
export type Output<Name extends CallName> = z.output<Contract[Name]['output']>

/** What the keeper must answer. */
export type Handlers = { readonly [Name in CallName]: (input: Input<Name>) => Promise<Output<Name>> }

/** What a client of the keeper calls. */
export type Bridge = { call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> }

export type TestResult = z.infer<typeof testSchema>
export type PingResult = z.infer<typeof pingSchema>
export type SignInBegun = z.infer<typeof signInSchema>
export type CallbackPlaces = z.infer<typeof callbacksSchema>
export type Remembered = Output<'connections.remembered'>[number]
export type Preferences = z.infer<typeof preferencesSchema>
export type Finding = Output<'doctor.run'>['findings'][number]
