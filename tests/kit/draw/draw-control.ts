/**
 * Drives a DRAW server for tests from any process.
 *
 *   await drawControl(url, { weather: [{ kind: 'busy', status: 503, retryAfter: '2' }, { kind: 'lose-reply' }] })
 *   await drawControl(url, { set: { accessLifeSeconds: 12 }, standing: { kind: 'portal' } })
 *   const { pair } = await drawControl(url, { issue: { accessLifeSeconds: 12 } })
 *   const { record } = await drawControl(url, {})
 */
import { z } from 'zod'
import type { DrawRecord } from './draw-record.ts'
import { drawSettingsSchema, type ReadWeather, weatherSchema } from './draw-settings.ts'
import type { DrawState } from './draw-state.ts'
import type { DrawPair } from './draw-tokens.ts'

export const CONTROL_PATH = '/__control'

const lives = z.strictObject({
  accessLifeSeconds: z.number().positive().optional(),
  refreshLifeSeconds: z.number().positive().optional(),
})

/** Applied in this order. Weather is added to the end of the queue. */
const controlSchema = z.strictObject({
  clearWeather: z.literal(true).optional(),
  set: drawSettingsSchema.partial().optional(),
  standing: weatherSchema.nullable().optional(),
  weather: z.array(weatherSchema).optional(),
  revokeAll: z.literal(true).optional(),
  issue: lives.optional(),
  /** Asks for all tokens ever issued, in plain. */
  tokens: z.literal(true).optional(),
})

export type DrawControl = z.input<typeof controlSchema>
export type DrawControlReply = {
  readonly record: DrawRecord
  readonly weatherWaiting: number
  readonly pair?: DrawPair
  readonly tokens?: string[]
}

/** Carries an order out on this very server; throws what zod says of an order that it cannot read. */
export function applyControl(state: DrawState, raw: unknown): DrawControlReply {
  const order = controlSchema.parse(raw)
  if (order.clearWeather) state.clearWeather()
  if (order.set) state.settings = { ...state.settings, ...given(order.set) }
  if (order.standing !== undefined) state.setStanding(order.standing)
  if (order.weather) state.queueWeather(order.weather satisfies ReadWeather[])
  if (order.revokeAll) state.tokens.revokeAll()
  return {
    ...(order.issue ? { pair: state.tokens.issue(state.now(), given(order.issue)) } : {}),
    ...(order.tokens ? { tokens: state.tokens.all() } : {}),
    record: state.record,
    weatherWaiting: state.weatherWaiting(),
  }
}

/** Sends an order to the server at `url`, from whichever process. */
export async function drawControl(url: string, order: DrawControl): Promise<DrawControlReply> {
  const reply = await fetch(new URL(CONTROL_PATH, url), { method: 'POST', body: JSON.stringify(order) })
  if (!reply.ok) throw new Error(`the DRAW server refused the order: ${await reply.text()}`)
  return (await reply.json()) as DrawControlReply
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

/** Without the fields that are there but undefined. */
function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>
}
