import { rpcConcurrency } from "../src/audit/collect-rpc.ts";
import { environment, lab, startAuditor } from "../tests/lab/lab.ts";
import { median, recordExchanges, replay, timed, type Exchange } from "./exchanges.ts";

// How much an audit costs over the calls that it cannot do without: every HTTP exchange of one audit is
// recorded through a proxy, then replayed bare (keep-alive, same concurrency, each answer read and decoded by
// the xmlrpc package), in turn with whole audits, so that a noisy machine disturbs both alike.
const rounds = 15;
const most = 1.25;

/** How often each model is read: `<model> <times>`, of those that are read more than once. */
function readAgain(calls: readonly Exchange[]): readonly string[] {
  // A sample has a limit, so that nothing can be merged with it: it is counted apart.
  const models = calls.flatMap(({ body }) => {
    const strings = [...body.toString().matchAll(/<string>([^<]*)<\/string>/g)].map(([, s]) => s);
    const at = strings.indexOf("search_read");
    return at < 1 || strings.includes("id desc") ? [] : [strings[at - 1] ?? ""];
  });
  const times = Map.groupBy(models, (model) => model);
  return [...times].flatMap(([model, { length }]) => (length > 1 ? [`${model} ${length}`] : []));
}

// Not every Odoo 14 knows archived companies: asked apart, so that a refusal costs nothing else. Of users some
// things are asked of administrators and visitors alone, once it is known who they are. Which models are
// somebody else's is asked once it is known which modules are.
const mayBeReadAgain = new Set(["ir.model.data 2", "res.company 2", "res.users 2"]);

const auditor = await startAuditor();
try {
  // Over the API alone: SSH has no bare counterpart among the calls.
  const staging = environment("staging", { ssh: undefined, sql: undefined });
  await auditor.audit(environment("production"));
  const { odoo } = staging;
  if (odoo === undefined) throw new Error("the lab's environment has an API");
  const exchanges = await recordExchanges(lab.odoo.url, (url) =>
    auditor.audit({ ...staging, odoo: { ...odoo, url } }),
  );
  const calls = exchanges.filter(({ path }) => path.startsWith("/xmlrpc"));
  const whole: number[] = [];
  const alone: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const audit = await timed(() => auditor.audit(staging));
    const bare = await timed(() => replay(lab.odoo.url, exchanges));
    if (round < 0) continue; // warm caches on both sides
    whole.push(audit);
    alone.push(bare);
  }
  const ratio = median(whole.map((ms, i) => ms / (alone[i] ?? Number.NaN)));
  console.log(
    `calls in one audit     ${calls.length} XML-RPC, ${exchanges.length - calls.length} HTTP`,
  );
  const again = readAgain(calls);
  console.log(`models read again      ${again.length === 0 ? "none" : again.join(", ")}`);
  console.log(`concurrency            ${rpcConcurrency}`);
  console.log(`rounds                 ${rounds}, audit and bare in turn`);
  console.log(`audit, recorded        ${median(whole).toFixed(0)} ms (median)`);
  console.log(`bare calls             ${median(alone).toFixed(0)} ms (median)`);
  console.log(`ratio                  ${ratio.toFixed(2)} (median of the rounds; at most ${most})`);
  if (again.some((model) => !mayBeReadAgain.has(model))) {
    console.error("a model is read more than once");
    process.exitCode = 1;
  }
  if (!(ratio <= most)) {
    console.error("the audit costs too much over its bare calls");
    process.exitCode = 1;
  }
} finally {
  await auditor.close();
}
