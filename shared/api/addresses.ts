/**
 * Addresses of the API (openapi.json describes them): what programs ask the local socket for, and pages their host.
 * Every call of the contract stands at `/v1/calls/NAME`; the ones that programs need have addresses that one can guess.
 */
export const API = {
  /** GET: who keeps; answered at once, however busy its vault is. */
  keeper: '/v1/keeper',
  /** POST with the call's input as JSON. */
  calls: '/v1/calls',
  /** GET: server-sent events (events.ts). */
  events: '/v1/events',
  connections: '/v1/connections',
  openApi: '/openapi.json',
} as const

/** What the body of a request may weigh, in bytes. */
export const BODY_LIMIT = 1_048_576
