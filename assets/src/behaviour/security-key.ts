import { t } from "../words";
import { toast } from "./toasts";

// allauth's own script runs the ceremony; without this it would tell only the console that it failed.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  toast(t("安全密钥没有验证成功：可能已取消、超时，或者不是登记过的那一个。"), { tone: "error" });
});
