import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../shared/http.ts'
import { handClock } from '../kit/hand-clock.ts'
import { scriptedHttp } from '../kit/servers/scripted-http.ts'

const ASK: HttpRequest = { method: 'POST', url: 'https://draw.example/api/token/refresh/', headers: { a: 'b' } }

describe('scripted http', () => {
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
