import { z } from 'zod'
import { journalEntrySchema } from '../connections/journal.ts'
import { testStepSchema } from '../connections/last-test.ts'
import { connectionViewSchema } from '../connections/view.ts'
import { mistakeSchema } from '../entry/mistake.ts'
import { faultSchema } from '../faults/fault-schema.ts'
import { importPlanSchema } from '../import-export/planned-import.ts'
import { API } from './addresses.ts'
import { CONTRACT } from './contract/contract.ts'
import { CALL_NAMES, type CallName } from './contract/names.ts'
import { vaultStatusSchema } from './contract/vault.ts'
import { helloSchema } from './hello.ts'
import { programConnectionSchema, programTokenSchema } from './program-answers.ts'
import { ROUTES, type Route } from './routes.ts'

type Json = Readonly<Record<string, unknown>>

/** Shapes that many answers have in common: each stands once in the document, under its name. */
const NAMES = z.registry<{ id: string }>()
NAMES.add(connectionViewSchema, { id: 'ConnectionView' })
NAMES.add(programConnectionSchema, { id: 'Connection' })
NAMES.add(programTokenSchema, { id: 'Token' })
NAMES.add(faultSchema, { id: 'FaultValue' })
NAMES.add(mistakeSchema, { id: 'Mistake' })
NAMES.add(testStepSchema, { id: 'TestStep' })
NAMES.add(journalEntrySchema, { id: 'JournalEntry' })
NAMES.add(importPlanSchema, { id: 'ImportPlan' })
NAMES.add(vaultStatusSchema, { id: 'VaultStatus' })

/**
 * openapi.json (OpenAPI 3.1, whose schemas are JSON Schema 2020-12), made from the contract and the routes when the product
 * is built, so that it can say nothing else than they do.
 */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const route of ROUTES) paths[route.path] = { [route.method.toLowerCase()]: routeOperation(route) }
  paths[API.keeper] = { get: operation('keeper', 'Who keeps', {}, json(helloSchema)) }
  paths[API.events] = { get: operation('events', 'What happens from now on (server-sent events)', {}, EVENT_STREAM) }
  for (const name of callsForPrograms()) paths[`${API.calls}/${name}`] = { post: callOperation(name) }
  const { rest, schemas } = withSharedSchemas(paths)
  return {
    openapi: '3.1.0',
    info: { title: 'Everbearer', version, description: 'Over the local socket; no token is asked for there.' },
    servers: [{ url: 'http://everbearer' }],
    paths: rest,
    components: { schemas },
  }
}

function callsForPrograms(): readonly CallName[] {
  return CALL_NAMES.filter((name) => (CONTRACT[name].doors as readonly string[]).includes('socket'))
}

function callOperation(name: CallName): Json {
  const { input, output } = CONTRACT[name]
  const requestBody = { required: true, content: { 'application/json': { schema: schemaOf(input, 'input') } } }
  return operation(
    name,
    name,
    { requestBody },
    json(z.object({ ok: z.boolean(), value: output.optional(), fault: EXPLAINED_FAULT.optional() })),
  )
}

function routeOperation(route: Route): Json {
  const named = route.path.includes('{name}') ? [parameter('name', 'path', 'The name of the connection')] : []
  const asked = Object.entries(route.query).map(([name, description]) => parameter(name, 'query', description))
  const requestBody = { required: true, content: { 'application/json': { schema: bodyOf(route.call) } } }
  const more = { parameters: [...named, ...asked], ...(route.hasBody ? { requestBody } : {}) }
  return operation(`${route.method} ${route.path}`, route.summary, more, json(route.answer))
}

/** The call's input without the name, which is in the address. */
function bodyOf(call: CallName): Json {
  const { properties, required, ...rest } = schemaOf(CONTRACT[call].input, 'input')
  const { name: _, ...others } = properties as Json
  return { ...rest, properties: others, required: ((required ?? []) as string[]).filter((each) => each !== 'name') }
}

function parameter(name: string, place: 'path' | 'query', description: string): Json {
  return { name, in: place, required: place === 'path', description, schema: { type: 'string' } }
}

function operation(operationId: string, summary: string, more: Json, content: Json): Json {
  const fault = { description: 'Not done', content: json(FAULT) }
  return { operationId, summary, ...more, responses: { 200: { description: 'Done', content }, default: fault } }
}

const EXPLAINED_FAULT = faultSchema.extend({ message: z.string(), next: z.string() })
NAMES.add(EXPLAINED_FAULT, { id: 'ToldFault' })
const FAULT = z.object({ ok: z.literal(false), fault: EXPLAINED_FAULT })
NAMES.add(FAULT, { id: 'Fault' })
const EVENT_STREAM = { 'text/event-stream': { schema: { type: 'string' } } }

function json(schema: z.ZodType): Json {
  return { 'application/json': { schema: withExplanations(schemaOf(schema, 'output')) as Json } }
}

/** Beside the code of every fault, warning and mistake in an answer stand its sentence and its next step (explained-json.ts). */
function withExplanations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExplanations)
  if (typeof value !== 'object' || value === null) return value
  const schema = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withExplanations(each)]))
  const { properties, required } = schema as { properties?: Record<string, Json>; required?: readonly string[] }
  const codes = properties?.['code']?.['enum']
  const isFault = Array.isArray(codes) && codes.includes('bug') && properties?.['params'] !== undefined
  if (!isFault) return schema
  const words = { message: { type: 'string' }, next: { type: 'string' } }
  return {
    ...schema,
    properties: { ...properties, ...words },
    required: [...new Set([...(required ?? []), ...Object.keys(words)])],
  }
}

/** What JSON Schema has no word for (an entry is judged later, field by field) stands as anything. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', metadata: NAMES })
  return rest
}

/** Each schema brings the named shapes that it uses along; in this document they stand together at its end. */
function withSharedSchemas(document: Json): { rest: Json; schemas: Record<string, unknown> } {
  const schemas: Record<string, unknown> = {}
  const rewritten = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewritten)
    if (typeof value !== 'object' || value === null) return value
    const { $defs, $ref, ...others } = value as Record<string, unknown>
    for (const [name, each] of Object.entries(($defs ?? {}) as Json)) schemas[name] ??= rewritten(each)
    const here = Object.fromEntries(Object.entries(others).map(([key, each]) => [key, rewritten(each)]))
    return typeof $ref === 'string' ? { ...here, $ref: $ref.replace('#/$defs/', '#/components/schemas/') } : here
  }
  return { rest: rewritten(document) as Json, schemas }
}
