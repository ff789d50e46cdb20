from system.models.feature_flag import FeatureFlag
from system.models.patient_summary import PatientSummary
from system.models.setting import SystemSetting

__all__ = ["FeatureFlag", "PatientSummary", "SystemSetting"]
