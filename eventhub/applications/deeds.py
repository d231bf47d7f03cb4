"""What the deeds of this room are called, in the audit log and in the history of an application."""

AUDIT_LABELS = {
    "application.start": "开始填申请",
    "application.take_over": "代办员接着填",
    "application.edit": "改了申请",
    "application.submit": "交了申请",
    "application.resubmit": "补正后再交",
    "application.return": "退回补正",
    "application.accept": "申请通过",
    "application.reject": "申请不予通过",
    "application.reopen": "重新审核",
    "application.withdraw": "撤回申请",
    "application.discard": "删掉草稿",
    "application.score": "重新算分",
    "application.show_phone": "看了申请的完整电话",
    "application.export": "导出申请",
    "call.save": "存招展公告",
    "call.extend": "延后截止",
    "call.documents": "改要看的证照",
}
