/** Programs that say with their request that nothing more will come (`nc -N`, clients of HTTP/1.0), and those that are gone. */
import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { until } from '../../kit/processes/until.ts'
import { startConsumerRig } from '../loopback/consumer-rig.ts'

async function slow() {
  let answer: ServerResponse | null = null
  const rig = await startConsumerRig((_incoming, outgoing) => {
    answer = outgoing
  })
  const head = `Host: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${await rig.key('uploader', 'ward')}\r\n`
  return { rig, head, answer: () => until('the call to have come', () => answer) }
}

describe('who half-closes after a request', () => {
  it.each(['1.0', '1.1'])('of HTTP/%s still gets the answer of a slow server, and the line ends', async (version) => {
    const { rig, head, answer } = await slow()
    const socket = await rig.open()
    let heard = ''
    socket.setEncoding('latin1').on('data', (piece: string) => {
      heard += piece
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.end(`GET /g/ward/slow HTTP/${version}\r\n${head}\r\n`)
    const outgoing = await answer()
    setTimeout(() => outgoing?.end('late'), 300)
    await closed
    expect(heard).toMatch(/HTTP\/1\.1 200 OK[\s\S]+late/)
    if (version === '1.0') expect(heard).not.toContain(' 100 ')
  })

  it('gets the answer of the API too', async () => {
    const { rig, head } = await slow()
    const socket = await rig.open()
    let heard = ''
    socket.setEncoding('latin1').on('data', (piece: string) => {
      heard += piece
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.end(`GET /v1/connections HTTP/1.1\r\n${head}\r\n`)
    await closed
    expect(heard).toMatch(/HTTP\/1\.1 200 OK[\s\S]+"ward"/)
  })

  it('in the midst of a body has sent none, and is cut', async () => {
    const { rig, head, answer } = await slow()
    const socket = await rig.open()
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.resume().end(`POST /g/ward/a HTTP/1.1\r\n${head}Content-Length: 100000\r\n\r\n${'a'.repeat(70_000)}`)
    await answer()
    await closed
  })
})
