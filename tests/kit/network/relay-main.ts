/** `node relay-main.ts ADDRESS PORT PATH`: hands connections on to a socket of the file system (own-network.ts). */
import { connect, createServer } from 'node:net'
import { joined } from './joined.ts'

const [address = '', port = '', path = ''] = process.argv.slice(2)
createServer((socket) => joined(socket, connect(path))).listen(Number(port), address, () =>
  process.stdout.write('listens\n'),
)
