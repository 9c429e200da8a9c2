import { expect, it } from 'vitest'
import { drawEntry, judgedDraw, toldOf } from '../../entry/entries.ts'

/**
 * [what a person did, settings, all that is said of them]. Every pitfall of docs/systems/draw.md that is about settings is a
 * row.
 */
const ROWS: [string, Record<string, unknown>, string][] = [
  // base URL
  ['no base URL', { baseUrl: '' }, 'error baseUrl required_missing'],
  ['no scheme', { baseUrl: 'draw.example' }, 'error baseUrl address_unreadable'],
  ['letters beyond ASCII', { baseUrl: 'https://bücher.example/' }, 'error baseUrl address_unreadable'],
  ['one slash only', { baseUrl: 'https:/draw.example' }, 'error baseUrl address_unreadable'],
  ['user and password inside', { baseUrl: 'https://u:p@draw.example/' }, 'error baseUrl address_unreadable'],
  ['a query', { baseUrl: 'https://draw.example/?a=b' }, 'error baseUrl address_has_query'],
  ['a fragment', { baseUrl: 'https://draw.example/#tokens' }, 'error baseUrl address_has_query'],
  [
    'space and quotes around',
    { baseUrl: ' "https://draw.example" ' },
    'warning baseUrl surrounding_space, warning baseUrl surrounding_quotes',
  ],
  [
    'the admin page',
    { baseUrl: 'https://draw.example/admin/api/client/7/change/' },
    'error baseUrl admin_page_address',
  ],
  [
    'the admin page with a query',
    { baseUrl: 'https://draw.example/admin/?next=/' },
    'error baseUrl address_has_query, error baseUrl admin_page_address',
  ],
  ['a host called admin', { baseUrl: 'https://admin/' }, ''],
  ['a path that only begins so', { baseUrl: 'https://draw.example/administration/' }, ''],
  ['an endpoint in the base', { baseUrl: 'https://draw.example/api/' }, 'warning baseUrl base_holds_endpoint'],
  [
    'a whole endpoint in the base',
    { baseUrl: 'https://draw.example/api/upload/' },
    'warning baseUrl base_holds_endpoint',
  ],
  ['a host called api', { baseUrl: 'https://api/' }, ''],
  ['the former host', { baseUrl: 'https://Draw.recode-with-r.com/' }, 'warning baseUrl former_host'],
  ['no slash at the end', { baseUrl: 'https://draw.example' }, ''],
  ['many slashes at the end', { baseUrl: 'https://draw.example//' }, ''],
  // plain http
  ['plain http', { baseUrl: 'http://draw.example/' }, 'error baseUrl plain_http'],
  ['plain http, allowed', { baseUrl: 'http://draw.example/', allowHttp: true }, 'warning baseUrl plain_http_allowed'],
  ['plain http on this machine', { baseUrl: 'http://127.0.0.1:8000/' }, ''],
  ['plain http by name on this machine', { baseUrl: 'http://localhost:8000' }, ''],
  [
    'plain http to a host that sounds like this machine',
    { baseUrl: 'http://127.0.0.1.evil.example/' },
    'error baseUrl plain_http',
  ],
  [
    'an endpoint in plain http',
    { endpoints: { refresh: 'http://sso.example/refresh/' } },
    'error endpoints.refresh plain_http',
  ],
  [
    'an endpoint in plain http, allowed',
    { allowHttp: true, endpoints: { refresh: 'http://sso.example/refresh/' } },
    'warning endpoints.refresh plain_http_allowed',
  ],
  [
    'an endpoint at this machine by trick',
    { endpoints: { refresh: 'http://localhost:80@evil.example/' } },
    'error endpoints.refresh endpoint_unreadable, error endpoints.refresh plain_http',
  ],
  // client ID
  ['the number inside the token', { clientId: '7' }, 'warning clientId client_id_is_number'],
  ['no client ID', { clientId: ' ' }, 'warning clientId surrounding_space, error clientId required_missing'],
  ['space around the client ID', { clientId: 'Institute A ' }, 'warning clientId surrounding_space'],
  // endpoints
  ['no slash before', { endpoints: { upload: 'api/upload/' } }, ''],
  ['no slash at the end', { endpoints: { upload: '/api/upload' } }, 'warning endpoints.upload slash_missing'],
  [
    'no slash at the end of status',
    { endpoints: { status: '/api/upload/{task_id}/status' } },
    'warning endpoints.status slash_missing',
  ],
  [
    'no slash at the end of download',
    { endpoints: { download: '/api/rtstruct/{task_id}' } },
    'warning endpoints.download slash_missing',
  ],
  [
    'no slash at the end of notify',
    { endpoints: { notify: '/api/rtstruct/{task_id}/confirm' } },
    'warning endpoints.notify slash_missing',
  ],
  [
    'no slash at the end of refresh',
    { endpoints: { refresh: '/api/token/refresh' } },
    'warning endpoints.refresh slash_missing',
  ],
  ['the older refresh, which has none', { endpoints: { refresh: 'auth/refresh' } }, ''],
  ['health, which may have none', { endpoints: { health: '/api/health' } }, ''],
  [
    'the oldest defaults',
    { endpoints: { upload: 'segmentation/upload', status: 'segmentation/status/{task_id}' } },
    'warning endpoints.upload slash_missing, warning endpoints.status slash_missing',
  ],
  ['no {task_id}', { endpoints: { status: '/api/upload/status/' } }, 'error endpoints.status placeholder_missing'],
  [
    '{task_id} not closed',
    { endpoints: { status: '/api/upload/{task_id/status/' } },
    'error endpoints.status placeholder_unknown',
  ],
  [
    '{task_id} not opened',
    { endpoints: { status: '/api/upload/task_id}/status/' } },
    'error endpoints.status placeholder_unknown',
  ],
  [
    'another name in braces',
    { endpoints: { download: '/api/rtstruct/{id}/' } },
    'error endpoints.download placeholder_unknown',
  ],
  [
    '{task_id} and another name',
    { endpoints: { download: '/api/{x}/{task_id}/' } },
    'error endpoints.download placeholder_unknown',
  ],
  ['empty braces', { endpoints: { notify: '/api/{}/confirm/' } }, 'error endpoints.notify placeholder_unknown'],
  [
    'angle brackets',
    { endpoints: { notify: '/api/<task_id>/confirm/' } },
    'error endpoints.notify placeholder_missing',
  ],
  [
    'braces where there is nothing to fill in',
    { endpoints: { upload: '/api/upload/{task_id}/' } },
    'error endpoints.upload placeholder_unknown',
  ],
  ['a full URL', { endpoints: { refresh: 'https://sso.example/refresh/' } }, ''],
  [
    'a full URL with a query',
    { endpoints: { refresh: 'https://sso.example/?refresh/' } },
    'error endpoints.refresh endpoint_unreadable',
  ],
  [
    'a full URL with one slash',
    { endpoints: { refresh: 'https:/sso.example/refresh/' } },
    'error endpoints.refresh endpoint_unreadable',
  ],
  [
    'a full URL of another kind',
    { endpoints: { refresh: 'ftp://sso.example/refresh/' } },
    'error endpoints.refresh endpoint_unreadable',
  ],
  ['space inside', { endpoints: { upload: '/api/up load/' } }, 'error endpoints.upload endpoint_unreadable'],
]

it.each(ROWS)('a person who adds a DRAW connection and: %s', (_what, settings, told) => {
  expect(
    toldOf(judgedDraw(drawEntry(settings)))
      .join(', ')
      .replaceAll(' settings.', ' '),
  ).toBe(told)
})
