/** What `bench socket` measures against: hono with one route that answers a constant, on a Unix socket. */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'

const [, , path = '', body = '{}'] = process.argv
const app = new Hono()
app.get('/v1/connections/:name/token', () => new Response(body, { headers: { 'content-type': 'application/json' } }))
createServer(getRequestListener(app.fetch)).listen(path, () => process.stdout.write('ready\n'))
