/** All of bad-company.test.ts once more, on the port for other computers. */
import { rigsOverTls } from '../loopback/consumer-rig.ts'

rigsOverTls()
// Files of one worker share their modules: under its own name it would have nothing to tell where it has run already.
const onceMore = './bad-company.test.ts?over-tls'
await import(onceMore)
