/** By what all that a host says is read. Loaded after the first rows (answers.ts): schemas and their library take as long as those. */
export { CONTRACT, noticeSchema } from '../../shared/api/contract/contract.ts'
export { demoStartedSchema, savedSchema, shownAgainSchema } from '../../shared/api/page-protocol.ts'
