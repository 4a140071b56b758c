// The calls of the Activity screen.
import { host, type RecordQuery } from "../../host";

export type { RecordCheck, RecordEntry, RecordExport, RecordPage, RecordQuery } from "../../host";

export const recordPage = (query: RecordQuery) => host.recordPage(query);
export const verifyRecord = () => host.verifyRecord();
export const exportRecord = () => host.exportRecord();
