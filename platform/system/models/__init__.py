from system.models.feature_flag import FeatureFlag
from system.models.setting import SystemSetting

__all__ = ["FeatureFlag", "SystemSetting"]
