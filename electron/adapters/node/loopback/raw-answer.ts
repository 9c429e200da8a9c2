import { STATUS_CODES } from 'node:http'

/** An answer as it goes over the line, for those whose request Node could not make one of. Closes the connection. */
export async function rawAnswer(answer: Response): Promise<string> {
  const body = await answer.text()
  const headers = [...answer.headers, ['content-length', Buffer.byteLength(body)], ['connection', 'close']]
  const lines = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    ...headers.map((pair) => pair.join(': ')),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
