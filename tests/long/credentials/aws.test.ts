/** The real AWS command line: it asks for its keys as the profile says, and a server that speaks S3 gets the token with the call. */
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { inPath } from '../../kit/clients/in-path.ts'
import { keptWard } from '../../kit/clients/kept-ward.ts'

const run = promisify(execFile)

const BUCKETS = `<?xml version="1.0"?><ListAllMyBucketsResult><Owner><ID>1</ID></Owner><Buckets><Bucket><Name>ward</Name>\
<CreationDate>2026-01-01T00:00:00Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>`

test('aws s3 ls', async () => {
  const { home, server } = await keptWard()
  const heard: { readonly signed: string; readonly token: string }[] = []
  const store = createServer(({ headers }, response) => {
    heard.push({ signed: headers.authorization ?? '', token: String(headers['x-amz-security-token']) })
    response.setHeader('content-type', 'application/xml').end(BUCKETS)
  })
  await new Promise<void>((ready) => store.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void store.close())
  const { port } = store.address() as AddressInfo
  const config = join(home.base, 'aws', 'config')
  mkdirSync(join(home.base, 'aws'))
  writeFileSync(config, '[default]\nregion = us-east-1\ncredential_process = everbearer credential aws ward\n')
  const env = inPath(home, { AWS_CONFIG_FILE: config, AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' })
  const { stdout } = await run('aws', ['--endpoint-url', `http://127.0.0.1:${port}`, 's3', 'ls'], { env })
  expect(stdout).toMatch(/ ward\n$/)
  const [signed] = heard
  expect(signed?.signed).toMatch(/^AWS4-HMAC-SHA256 Credential=ward\//)
  expect(signed?.token).toBe(server.tokens().at(-1))
})
