import { inRange, type OdooRange, type OdooVersion } from "../model/versions.ts";

type Secrets = readonly (readonly [module: string, range: OdooRange, ...fields: string[]])[];

/**
 * Columns of the payment providers that hold a secret of the company's account, by the module that brings
 * them and the versions that have them. What is public (publishable keys, merchant ids) is left out: two
 * environments of one company may share it.
 */
const secrets: Secrets = [
  ["payment_adyen", { to: 14 }, "adyen_skin_hmac_key"],
  ["payment_adyen", { from: 15 }, "adyen_api_key", "adyen_hmac_key"],
  ["payment_alipay", { to: 17 }, "alipay_md5_signature_key"],
  ["payment_aps", { from: 16 }, "aps_access_code", "aps_sha_request", "aps_sha_response"],
  ["payment_asiapay", { from: 16 }, "asiapay_secure_hash_secret"],
  ["payment_authorize", {}, "authorize_transaction_key", "authorize_signature_key"],
  ["payment_buckaroo", { to: 14 }, "brq_secretkey"],
  ["payment_buckaroo", { from: 15 }, "buckaroo_secret_key"],
  ["payment_dpo", { from: 19 }, "dpo_company_token"],
  ["payment_flutterwave", { from: 16 }, "flutterwave_secret_key", "flutterwave_webhook_secret"],
  ["payment_ingenico", { to: 14 }, "ogone_password", "ogone_shakey_in", "ogone_shakey_out"],
  ["payment_iyzico", { from: 19 }, "iyzico_key_secret"],
  ["payment_mercado_pago", { from: 16 }, "mercado_pago_access_token"],
  ["payment_mollie", { from: 15 }, "mollie_api_key"],
  ["payment_nuvei", { from: 18 }, "nuvei_secret_key"],
  ["payment_ogone", { from: 15, to: 17 }, "ogone_password", "ogone_shakey_in", "ogone_shakey_out"],
  ["payment_paymob", { from: 19 }, "paymob_api_key", "paymob_hmac_key", "paymob_secret_key"],
  ["payment_paypal", { to: 17 }, "paypal_pdt_token"],
  ["payment_paypal", { from: 18 }, "paypal_client_secret"],
  ["payment_payulatam", { to: 17 }, "payulatam_api_key"],
  ["payment_payumoney", { to: 17 }, "payumoney_merchant_key", "payumoney_merchant_salt"],
  ["payment_razorpay", { from: 16 }, "razorpay_key_secret", "razorpay_webhook_secret"],
  ["payment_redsys", { from: 19 }, "redsys_secret_key"],
  ["payment_sips", { to: 17 }, "sips_secret"],
  ["payment_stripe", {}, "stripe_secret_key", "stripe_webhook_secret"],
  ["payment_toss_payments", { from: 19 }, "toss_payments_secret_key"],
  ["payment_worldline", { from: 18 }, "worldline_api_secret", "worldline_webhook_secret"],
  ["payment_xendit", { from: 17 }, "xendit_secret_key", "xendit_webhook_token"],
];

/** The secret columns that a database of the version has with these modules. */
export function paymentSecretFields(
  version: OdooVersion,
  modules: readonly string[],
): readonly string[] {
  return secrets
    .filter(([module, range]) => modules.includes(module) && inRange(version, range))
    .flatMap(([, , ...fields]) => fields);
}
