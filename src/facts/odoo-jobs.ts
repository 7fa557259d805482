import { collector } from "./collector.ts";
import { queueOf, queueRead, queueSchema } from "./queue.ts";
import { fromScan } from "./source.ts";

const states = {
  model: "queue.job",
  waiting: ["wait_dependencies", "pending", "enqueued", "started"],
  failed: ["failed"],
};

/** Jobs of OCA's queue_job that a runner would take up, or had taken up when the copy was made, and failed ones. */
export const odooJobs = collector({
  id: "odoo.jobs",
  title: "Waiting and failed jobs",
  schema: queueSchema,
  module: () => "queue_job",
  sources: fromScan(
    () => queueRead(states),
    (result) => queueOf(states, result),
  ),
});
