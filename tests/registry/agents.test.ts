import { domainCodes } from "../../src/registry/codes.ts";
import { describeCases } from "./copies.ts";

describeCases("mistakes in agents", [
  {
    rule: "an agent without capabilities",
    file: "agents.yaml",
    after: [],
    find: "agents:\n",
    put: "agents:\n  shortcut:\n    title: Shortcut\n    purpose: None.\n    personas: [developer]\n",
    at: ["shortcut"],
    says: "agents.shortcut.capabilities: an agent maps to a persona through capabilities and their domains; it has no capability",
  },
  {
    rule: "an agent with an empty map of capabilities",
    file: "agents.yaml",
    after: [],
    find: "agents:\n",
    put: "agents:\n  shortcut:\n    title: Shortcut\n    purpose: None.\n    capabilities: {}\n    personas: [developer]\n",
    at: ["  shortcut:", "capabilities"],
    says: "agents.shortcut.capabilities: an agent maps to a persona through capabilities and their domains; it has no capability",
  },
  {
    rule: "an agent whose capabilities do not cover its persona",
    file: "agents.yaml",
    after: ["acceptance_runner:"],
    find: "personas: [qa_tester]",
    put: "personas: [qa_tester, developer]",
    at: ["qa_tester, ", "developer"],
    says: "agents.acceptance_runner.personas[1]: developer requires odoo.devx.ci_cd, odoo.devx.debugging, which no capability of acceptance_runner covers",
  },
  {
    rule: "an agent mapped to an unknown persona",
    file: "agents.yaml",
    after: [],
    find: "personas: [sre]",
    put: "personas: [srf]",
    at: ["srf"],
    says: "agents.environment_keeper.personas[0]: expected one of developer, qa_tester, release_manager, sre, found `srf`; did you mean `sre`?",
  },
  {
    rule: "a capability in an unknown domain",
    file: "agents.yaml",
    after: ["check_routes:"],
    find: "odoo.sre.network_dns_mail",
    put: "odoo.sre.network",
    at: ["odoo.sre.network]"],
    says: `agents.environment_keeper.capabilities.check_routes.domains[0]: expected one of ${domainCodes.join(", ")}, found \`odoo.sre.network\``,
  },
]);
