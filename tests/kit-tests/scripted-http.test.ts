import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../shared/http.ts'
import { handClock, START } from '../kit/hand-clock.ts'
import { scriptedHttp } from '../kit/servers/scripted-http.ts'
import { settle } from '../kit/settle.ts'

const ASK: HttpRequest = { method: 'POST', url: 'https://draw.example/api/token/refresh/', headers: { a: 'b' } }

describe('scripted http', () => {
  it('answers in the order of the script and records what was asked', async () => {
    const http = scriptedHttp(handClock())
    http.answer({ json: { access_token: 'one' } })
    http.answer({ status: 503, headers: { 'Retry-After': '7' }, body: 'busy' })
    http.answer({ trouble: 'reply_lost', sent: true, detail: 'ECONNRESET' })
    expect(await http.send(ASK)).toEqual({
      kind: 'reply',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"access_token":"one"}',
      sentAt: START,
      receivedAt: START,
    })
    expect(await http.send(ASK)).toMatchObject({ status: 503, headers: { 'retry-after': '7' }, body: 'busy' })
    expect(await http.send(ASK)).toMatchObject({ kind: 'failure', trouble: 'reply_lost', sent: true })
    expect(http.requests).toEqual([ASK, ASK, ASK])
  })

  it('holds a reply until told, and picks a line by address', async () => {
    const http = scriptedHttp(handClock())
    const held = http.hold('/refresh/')
    http.answerTo('/health/', { status: 200 })
    const renewal = http.send(ASK)
    expect(await http.send({ ...ASK, url: 'https://draw.example/api/health/' })).toMatchObject({ status: 200 })
    await settle()
    expect(held.asked).toBe(true)
    held.answer({ status: 401 })
    expect(await renewal).toMatchObject({ status: 401 })
  })

  it('fails at the end when a reply was never asked for', () => {
    let check = () => {}
    const http = scriptedHttp(handClock(), (finish) => {
      check = finish
    })
    http.answer({ status: 200 })
    expect(check).toThrow('1 scripted replies were never asked for')
  })

  it('fails at the end when a request came unexpected, also if its error was swallowed', async () => {
    let check = () => {}
    const http = scriptedHttp(handClock(), (finish) => {
      check = finish
    })
    await http.send(ASK).catch(() => {})
    expect(check).toThrow('unexpected requests: POST https://draw.example/api/token/refresh/')
  })

  it.fails('makes the test fail by itself', () => {
    scriptedHttp(handClock()).answer({ status: 200 })
  })
})
