import { STATUS_CODES } from 'node:http'

/** A response as HTTP/1.1 text, for sockets whose request Node could not parse. With `connection: close`. */
export async function rawAnswer(answer: Response): Promise<string> {
  const body = await answer.text()
  const headers = [...answer.headers, ['content-length', Buffer.byteLength(body)], ['connection', 'close']]
  const lines = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    ...headers.map((pair) => pair.join(': ')),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
